/** Switches, lamps and the door lock at the digital inputs and outputs of the Body ECU. */
import {
  DioConf_DioChannel_DoorLock,
  DioConf_DioChannel_DriverDoor,
  DioConf_DioChannel_HazardButton,
  DioConf_DioChannel_InteriorLamp,
  DioConf_DioChannel_LeftLamps,
  DioConf_DioChannel_RightLamps,
  DioConf_DioChannel_StalkLeft,
  DioConf_DioChannel_StalkRight,
  type Rte_BodyIo,
} from 'Rte_BodyIo';
import type { Out } from 'vfb/rte';

/** By the port-defined argument of the ports StalkLeft, StalkRight, Hazard and Door. */
const switches = [
  DioConf_DioChannel_StalkLeft,
  DioConf_DioChannel_StalkRight,
  DioConf_DioChannel_HazardButton,
  DioConf_DioChannel_DriverDoor,
];

/** By the port-defined argument of the ports LeftLamps, RightLamps and InteriorLamp. */
const lamps = [
  DioConf_DioChannel_LeftLamps,
  DioConf_DioChannel_RightLamps,
  DioConf_DioChannel_InteriorLamp,
];

/** Server of Get of all switches. */
export function BodyIo_GetSwitch(self: Rte_BodyIo, which: number, pressed: Out<boolean>): void {
  const channel = switches[which];
  pressed.value = channel !== undefined && self.bsw.Dio_ReadChannel(channel) === 1;
}

/** Server of SetLamp of all lamps. */
export function BodyIo_SetLamp(self: Rte_BodyIo, lamp: number, on: boolean): void {
  const channel = lamps[lamp];
  if (channel !== undefined) self.bsw.Dio_WriteChannel(channel, on ? 1 : 0);
}

/** Server of DoorLock.SetLock. */
export function BodyIo_SetLock(self: Rte_BodyIo, locked: boolean): void {
  self.bsw.Dio_WriteChannel(DioConf_DioChannel_DoorLock, locked ? 1 : 0);
}
