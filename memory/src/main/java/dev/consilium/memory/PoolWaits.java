package dev.consilium.memory;

import org.jspecify.annotations.Nullable;

/** Tells the meter, once there is one, how those fared who waited for the pool. */
final class PoolWaits implements PoolMeter {
  private volatile @Nullable PoolMeter meter;

  void tell(PoolMeter listener) {
    meter = listener;
  }

  @Override
  public void acquired(long nanos) {
    PoolMeter listener = meter;
    if (listener != null) {
      listener.acquired(nanos);
    }
  }

  @Override
  public void timedOut() {
    PoolMeter listener = meter;
    if (listener != null) {
      listener.timedOut();
    }
  }
}
