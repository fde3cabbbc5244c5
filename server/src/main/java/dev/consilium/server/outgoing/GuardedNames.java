package dev.consilium.server.outgoing;

import dev.consilium.tools.sandbox.AllowedHosts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Finds the addresses of receivers, and refuses those that are not public. The client connects to
 * what it gets from here, so a name that leads elsewhere a moment later is of no use.
 */
final class GuardedNames implements DnsResolver {
  private final AllowedHosts allowed;

  GuardedNames(AllowedHosts allowed) {
    this.allowed = allowed;
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    for (InetAddress address : addresses) {
      if (!PublicAddresses.contain(address)) {
        throw new RefusedAddressException(
            "the host leads to "
                + address.getHostAddress()
                + ", which is not a public address; whoever runs this server can allow it with the"
                + " setting webhook_allow.");
      }
    }
    return addresses;
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    InetAddress[] addresses =
        allowed.allows(host, port) ? InetAddress.getAllByName(host) : resolve(host);
    return Arrays.stream(addresses).map(address -> new InetSocketAddress(address, port)).toList();
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
