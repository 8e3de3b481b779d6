/**
 * The stand-in for EcuM and BswM while none is configured: it starts everything in a fixed order.
 *
 * Power-on comes from outside, and all of start-up happens at that one instant, the ECU's time zero:
 * StartOS, drivers and Com are initialised, controllers go online, I-PDUs start, Rte_Start. Tasks
 * that are activated meanwhile (autostart, init events) run when all of that has happened.
 */
import { RTE_E_OK, type Rte } from '../../rte/typescript/index.ts';
import type { EcuClock } from '../os/ecu-clock.ts';
import { type EventQueue, type EventTarget, Phase } from '../sim/event-queue.ts';
import type { Software } from '../sim/software.ts';
import type { StateTape } from '../sim/state-tape.ts';
import { CyclicCalls } from './cyclic-calls.ts';
import type { MainFunctions, MainFunctionTimer } from './main-function-timers.ts';

/** What start-up asks of the other modules. */
export interface StartedModules {
  readonly os: { StartOS(): void };
  readonly com: {
    Com_Init(callbacks: Rte['comCallbacks']): void;
    Com_IpduGroupStart(initialize: boolean): void;
  };
  readonly canIf: { CanIf_Init(): void };
  readonly can: { Can_Init(): void; startControllers(): void };
}

export interface EcuMOptions {
  readonly ecu: string;
  readonly queue: EventQueue;
  readonly clock: EcuClock;
  readonly software: Software;
  readonly modules: StartedModules;
  readonly rte: Rte;
  readonly mainFunctions: MainFunctions;
  readonly timers: readonly MainFunctionTimer[];
}

export class EcuM implements EventTarget {
  readonly name: string;
  private readonly options: EcuMOptions;
  private readonly id: number;
  private readonly cyclicCalls: CyclicCalls;

  constructor(options: EcuMOptions) {
    const { ecu, queue, clock, software, mainFunctions } = options;
    this.name = ecu;
    this.options = options;
    this.id = queue.register(this, software);
    this.cyclicCalls = new CyclicCalls({ ecu, queue, clock, software });
    for (const { name, periodNs } of options.timers) {
      this.cyclicCalls.add(name, periodNs, () => mainFunctions[name]());
    }
  }

  /** Plans power-on for the start offset of the ECU's clock. */
  schedulePowerOn(): void {
    const { queue, clock } = this.options;
    queue.schedule(clock.startOffsetNs, Phase.outside, this.id, 0);
  }

  transfer(tape: StateTape): void {
    this.cyclicCalls.transfer(tape);
  }

  handle(): void {
    const { modules, rte, software } = this.options;
    modules.os.StartOS();
    modules.can.Can_Init();
    modules.canIf.CanIf_Init();
    modules.com.Com_Init(rte.comCallbacks);
    modules.can.startControllers();
    modules.com.Com_IpduGroupStart(true);
    software.call({
      name: 'Rte_Start',
      task: undefined,
      run: () => {
        const status = rte.Rte_Start();
        if (status !== RTE_E_OK) throw new Error(`Rte_Start returned ${status}`);
      },
    });
    this.cyclicCalls.start();
  }
}
