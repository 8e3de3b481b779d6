/**
 * The module Can of one ECU (SWS_Can): its controllers, each on one bus. Can needs CanIf and CanIf
 * needs Can, so `connect` closes the circle.
 */
import {
  type CanConfiguration,
  E_NOT_OK,
  E_OK,
  type Std_ReturnType,
} from '../../rte/typescript/index.ts';
import type { CanBus } from '../bus/can-bus.ts';
import type { EventQueue } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import type { Trace } from '../sim/trace.ts';
import { CanController, defaultReceiveFifoDepth } from './can-controller.ts';
import {
  CAN_CS_STARTED,
  type Can_ControllerStateType,
  type Can_PduType,
  type CanIfCallbacks,
  type CanInterrupts,
  type CanServices,
} from './can-interfaces.ts';

export interface CanOptions {
  readonly ecu: string;
  readonly configuration: CanConfiguration;
  /** The bus of every configured controller, by the same index. */
  readonly buses: readonly CanBus[];
  readonly interrupts: CanInterrupts;
  readonly queue: EventQueue;
  readonly trace: Trace;
  /** Frames a polled controller keeps until Can_MainFunction_Read; default 64. */
  readonly receiveFifoDepth?: number | undefined;
}

export class Can implements CanServices {
  private readonly controllers: readonly CanController[];

  /** Attaches the controllers to their buses, stopped. Throws when one has no bus. */
  constructor(options: CanOptions) {
    const { ecu, configuration, buses, interrupts, queue, trace } = options;
    this.controllers = configuration.controllers.map((controller, index) => {
      const bus = buses[index];
      if (bus === undefined) throw new Error(`${ecu}: no bus for controller ${controller.name}`);
      return new CanController({
        ecu,
        index,
        configuration: controller,
        bus,
        interrupts,
        queue,
        trace,
        receiveFifoDepth: options.receiveFifoDepth ?? defaultReceiveFifoDepth,
      });
    });
  }

  /** To be called once, before any controller is started. */
  connect(upper: CanIfCallbacks): void {
    for (const controller of this.controllers) controller.connect(upper);
  }

  /** Stops every controller: nothing is pending or latched then. */
  Can_Init(): void {
    for (const controller of this.controllers) controller.stop();
  }

  Can_SetControllerMode(controller: number, transition: Can_ControllerStateType): Std_ReturnType {
    const changed = this.controllers[controller];
    if (changed === undefined) return E_NOT_OK;
    if (transition === CAN_CS_STARTED) changed.start();
    else changed.stop();
    return E_OK;
  }

  /** Starts them all: what start-up does while no CanSM is configured. */
  startControllers(): void {
    for (const controller of this.controllers) controller.start();
  }

  Can_Write(controller: number, pduInfo: Can_PduType): Std_ReturnType {
    return this.controllers[controller]?.write(pduInfo) ?? E_NOT_OK;
  }

  /**
   * Delivers what polled controllers received. With `controller`, of that one only: controllers
   * may be polled with different periods.
   */
  Can_MainFunction_Read(controller?: number): void {
    if (controller !== undefined) this.controllers[controller]?.pollReceived();
    else for (const polled of this.controllers) polled.pollReceived();
  }

  /** Confirms what polled controllers transmitted; `controller` as in Can_MainFunction_Read. */
  Can_MainFunction_Write(controller?: number): void {
    if (controller !== undefined) this.controllers[controller]?.pollTransmitted();
    else for (const polled of this.controllers) polled.pollTransmitted();
  }

  transfer(tape: StateTape): void {
    for (const controller of this.controllers) controller.transfer(tape);
  }

  /** Frames a polled controller lost because nobody read its FIFO in time. */
  receiveOverruns(controller: number): number {
    return this.controllers[controller]?.receiveOverruns ?? 0;
  }
}
