package dev.consilium.memory.audit;

import static dev.consilium.memory.jooq.Tables.AUDIT_LOG;
import static dev.consilium.memory.jooq.Tables.AUDIT_OUTBOX;

import dev.consilium.memory.Transactions;
import dev.consilium.memory.audit.Verdict.Head;
import dev.consilium.schemas.work.Asked;
import dev.consilium.schemas.work.Work;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit log. Thread-safe; every call may block. */
public final class AuditStore {
  private static final int READ_AT_ONCE = 1_000;

  private final Transactions transactions;

  public AuditStore(Transactions transactions) {
    this.transactions = transactions;
  }

  /** Notes a call that ended otherwise than by what it was asked for. */
  public void ended(Asked asked, String outcome) {
    transactions.<@Nullable Void>write(dsl -> {
      AuditOutbox.insert(dsl, asked, asked.call(), outcome, Work.current().span().traceId());
      return null;
    });
  }

  /**
   * Seals a batch of what waits, unless another process does. Returns how many it were; less than
   * {@link SealEntries#AT_ONCE} when there are no more.
   */
  int sealSome() {
    boolean waiting = transactions.read(dsl -> dsl.fetchExists(AUDIT_OUTBOX));
    return waiting ? transactions.write(dsl -> new SealEntries(dsl).some()) : 0;
  }

  /** Seals what waits now, unless another process does. */
  public void seal() {
    int sealed;
    do {
      sealed = sealSome();
    } while (sealed == SealEntries.AT_ONCE);
  }

  /** How many entries wait for their place. */
  public int waiting() {
    return transactions.read(dsl -> dsl.fetchCount(AUDIT_OUTBOX));
  }

  public Head head() {
    return transactions.read(dsl -> {
      var last =
          dsl.select(AUDIT_LOG.POSITION, AUDIT_LOG.HASH)
              .from(AUDIT_LOG)
              .orderBy(AUDIT_LOG.POSITION.desc())
              .limit(1)
              .fetchOne();
      return last == null
          ? Head.NONE
          : new Head(last.value1(), HexFormat.of().formatHex(last.value2()));
    });
  }

  /** Entries after a position, in their order. */
  public List<SealedEntry> after(long position, int limit) {
    return transactions.read(dsl ->
        dsl.selectFrom(AUDIT_LOG)
            .where(AUDIT_LOG.POSITION.gt(position))
            .orderBy(AUDIT_LOG.POSITION)
            .limit(limit)
            .fetch(AuditRows::sealed));
  }

  /**
   * Looks at every entry.
   *
   * @param noted a head that was noted before, {@link Head#NONE} if there is none
   */
  public Verdict verify(Head noted) {
    Head head = Head.NONE;
    List<SealedEntry> page;
    do {
      page = after(head.position(), READ_AT_ONCE);
      for (SealedEntry sealed : page) {
        String wrong = wrong(head, sealed, noted);
        if (wrong != null) {
          return new Verdict.Broken(sealed.position(), wrong);
        }
        head = new Head(sealed.position(), sealed.hash());
      }
    } while (page.size() == READ_AT_ONCE);
    return head.position() < noted.position()
        ? new Verdict.Broken(
            head.position() + 1,
            "the log ends before the noted position " + noted.position() + ": it was cut off")
        : new Verdict.Sound(head);
  }

  private static @Nullable String wrong(Head before, SealedEntry sealed, Head noted) {
    if (sealed.position() != before.position() + 1) {
      return "position " + (before.position() + 1) + " is missing: entries were removed";
    }
    if (!sealed.prevHash().equals(before.hash())) {
      return "it does not follow on the entry before it: one of the two was replaced";
    }
    if (!Chain.hash(before.hash(), sealed.position(), sealed.entry()).equals(sealed.hash())) {
      return "its hash does not fit what it says: it was changed";
    }
    if (sealed.position() == noted.position() && !sealed.hash().equals(noted.hash())) {
      return "it is not the entry that was noted: the log was written anew";
    }
    return null;
  }
}
