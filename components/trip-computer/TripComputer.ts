/** Way and average speed, from the speed ten times a second. */
import { Rte_InitValue_Trip_odometer, type Rte_TripComputer } from 'Rte_TripComputer';
import { out } from 'vfb/rte';

const speed = out(0);

/** In millimetres, 64 bits: the way of a vehicle's life does not fit in 32. */
let odometer = Rte_InitValue_Trip_odometer;
/** Eighteenths of a millimetre not yet counted, so that no rounding adds up. */
let rest = 0n;
let speedSum = 0;
let runs = 0;

/** Every 100 ms. */
export function TripComputer_Run(self: Rte_TripComputer): void {
  self.Rte_Read_Motion_speed(speed);
  // 0.01 km/h for 100 ms are 5/18 mm.
  rest += BigInt(speed.value) * 5n;
  odometer += rest / 18n;
  rest %= 18n;
  self.Rte_Write_Trip_odometer(odometer);

  speedSum += speed.value;
  runs += 1;
  self.Rte_Write_Trip_averageSpeed(speedSum / runs / 100);
}
