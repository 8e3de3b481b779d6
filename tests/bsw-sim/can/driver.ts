/** The module Can of one ECU on a bus with one bare node, and what it told CanIf as lines of text. */
import { Can } from '../../../bsw-sim/can/can.ts';
import { CAN_CS_STARTED, type CanIfCallbacks } from '../../../bsw-sim/can/can-interfaces.ts';
import type { CanController, Std_ReturnType } from '../../../rte/typescript/index.ts';
import { type ScriptedNode, type Wire, wire } from '../bus/wire.ts';

export function controller(name: string, options: Partial<CanController> = {}): CanController {
  return {
    name,
    rxProcessing: 'INTERRUPT',
    txProcessing: 'INTERRUPT',
    mainFunctionReadPeriodNs: 1_000_000,
    mainFunctionWritePeriodNs: 1_000_000,
    txHardwareObjects: 1,
    ...options,
  };
}

export interface Driver extends Wire {
  readonly can: Can;
  readonly other: ScriptedNode;
  /** `<ns> rx|tx ...` for every call upwards; `[` and `]` where an interrupt begins and ends. */
  readonly calls: string[];
  /** Called after each call upwards was noted. */
  onCall: (call: string) => void;
  write(id: number, handle: number, data?: readonly number[]): Std_ReturnType;
}

/** Its controllers are all on the one bus and started. */
export function driver(
  controllers: readonly CanController[],
  options: { readonly receiveFifoDepth?: number } = {},
): Driver {
  const theWire = wire();
  const { bus, queue, trace } = theWire;
  const calls: string[] = [];
  const can = new Can({
    ecu: 'Front',
    configuration: { controllers },
    buses: controllers.map(() => bus),
    interrupts: {
      run: (handler) => {
        calls.push('[');
        handler();
        calls.push(']');
      },
    },
    queue,
    trace,
    ...options,
  });
  const note = (call: string): void => {
    calls.push(`${queue.nowNs} ${call}`);
    result.onCall(call);
  };
  const upper: CanIfCallbacks = {
    CanIf_RxIndication: (index, id, extended, data, length) => {
      const bytes = [...data.subarray(0, length)].join(',');
      note(`rx ${controllers[index]?.name} ${id}${extended ? 'x' : ''} ${bytes}`);
    },
    CanIf_TxConfirmation: (handle) => note(`tx ${handle}`),
  };
  can.connect(upper);
  controllers.forEach((_, index) => {
    can.Can_SetControllerMode(index, CAN_CS_STARTED);
  });
  const result: Driver = {
    ...theWire,
    can,
    other: theWire.node('Rear.Other'),
    calls,
    onCall: () => {},
    write: (id, handle, data = []) =>
      can.Can_Write(0, {
        id,
        extended: false,
        length: data.length,
        data: Uint8Array.from(data),
        swPduHandle: handle,
      }),
  };
  return result;
}

/** The calls without their instants. */
export function withoutInstants(calls: readonly string[]): string[] {
  return calls.map((call) => call.replace(/^\d+ /, ''));
}
