package dev.consilium.memory.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consilium.memory.Refused;
import dev.consilium.memory.SecretStore;
import dev.consilium.memory.TestDatabase;
import dev.consilium.schemas.access.Principal;
import dev.consilium.schemas.access.Scope;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiKeyStoreTest {
  private final ApiKeyStore keys = TestDatabase.shared().apiKeys();
  private final String name = TestDatabase.fresh("key");

  @Test
  void aKeyOpensUntilItIsRevoked() {
    CreatedApiKey created = keys.create(name);

    assertThat(created.key()).startsWith("csl_");
    assertThat(created.toString()).doesNotContain(created.key());
    assertThat(keys.authenticate(created.key()))
        .contains(new Principal(name, ApiKeyStore.DEFAULT_SCOPES));
    assertThat(keys.authenticate(created.key() + "x")).isEmpty();
    assertThat(keys.list())
        .filteredOn(key -> key.name().equals(name))
        .allMatch(key -> key.lastUsedAt() != null);
    assertThatThrownBy(() -> keys.create(name)).isInstanceOf(Refused.class);

    assertThat(keys.revoke(name)).isTrue();
    assertThat(keys.revoke(name)).isFalse();
    assertThat(keys.authenticate(created.key())).isEmpty();
    assertThat(keys.create(name).key()).isNotEqualTo(created.key());
  }

  @Test
  void aKeyHasTheScopesItWasMadeWith() {
    String reader = keys.create(name, Set.of(Scope.READ)).key();

    Principal principal = keys.authenticate(reader).orElseThrow();

    assertThat(principal.may(Scope.READ)).isTrue();
    assertThat(principal.may(Scope.WRITE)).isFalse();
    assertThat(keys.list())
        .filteredOn(key -> key.name().equals(name))
        .allMatch(key -> key.scopes().equals(Set.of(Scope.READ)));
  }

  @Test
  void secretsAreMadeOnce() {
    SecretStore secrets = TestDatabase.shared().secrets();
    String secret = TestDatabase.fresh("secret");

    assertThat(secrets.getOrCreate(secret, 32))
        .hasSize(32)
        .isEqualTo(secrets.getOrCreate(secret, 32));
  }
}
