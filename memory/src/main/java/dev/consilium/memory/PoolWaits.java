package dev.consilium.memory;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import org.jspecify.annotations.Nullable;

/** Tells the meter, once there is one, what the pool says of those who wait for it. */
final class PoolWaits implements IMetricsTracker {
  private volatile @Nullable PoolMeter meter;

  void tell(PoolMeter listener) {
    meter = listener;
  }

  @Override
  public void recordConnectionAcquiredNanos(long elapsedAcquiredNanos) {
    PoolMeter listener = meter;
    if (listener != null) {
      listener.acquired(elapsedAcquiredNanos);
    }
  }

  @Override
  public void recordConnectionTimeout() {
    PoolMeter listener = meter;
    if (listener != null) {
      listener.timedOut();
    }
  }
}
