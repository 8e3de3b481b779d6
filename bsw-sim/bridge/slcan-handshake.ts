/**
 * The way to an open channel: who is there, what does it know, and the commands that set it up.
 *
 *     probing ──V──► asking ──v──► configuring ──► done
 */
import type { EventQueue } from '../sim/event-queue.ts';
import type { StateTape } from '../sim/state-tape.ts';
import { answerTimeoutNs } from './send-window.ts';
import type { SlcanToken } from './slcan-tokens.ts';
import { Timers } from './timers.ts';

/** a: adapter to a bus; e: the board is an ECU; i: it serves pins. */
export type SlcanRole = 'a' | 'e' | 'i';

/** What the other side says of itself. */
export interface BoardIdentity {
  /** Answer to V; empty where there was none. */
  readonly version: string;
  /** Version of the extensions it knows; 0 for none. */
  readonly extensions: number;
  readonly board: string | undefined;
  readonly roles: string;
  readonly window: number | undefined;
}

export const stranger: BoardIdentity = {
  version: '',
  extensions: 0,
  board: undefined,
  roles: '',
  window: undefined,
};

export interface HandshakeOptions {
  readonly name: string;
  readonly queue: EventQueue;
  readonly write: (text: string) => void;
  readonly reopen: () => void;
  readonly role: SlcanRole;
  /** Sent while the channel is closed, after the choice of the role. Each has to be obeyed. */
  readonly setup: readonly string[];
  /** Undefined: the channel stays closed, as for pins. */
  readonly open: 'O' | 'L' | undefined;
  /** `answers`: whether commands are answered at all. */
  readonly done: (identity: BoardIdentity, answers: boolean) => void;
  /** It will be tried again. `identity`: who is there, as far as that is known. */
  readonly failed: (reason: string, identity: BoardIdentity) => void;
}

const phases = ['off', 'probing', 'asking', 'configuring'] as const;

/** Undo what an earlier user may have set: timestamps and a filter. Who does not know them, has none. */
const courtesies: readonly string[] = ['Z0', 'W1'];

/** From a failure to the next try. */
const retryNs = 1_000_000_000;
/** After a bell, for the answer to an earlier question that may still be on its way. */
const patienceNs = 50_000_000;
/** Then the line is opened again. */
const maximumProbes = 8;
/** Then whoever is there is taken as it is. */
const maximumRepeats = 2;

export class SlcanHandshake {
  private readonly options: HandshakeOptions;
  private readonly timers: Timers<'step'>;
  private phase: (typeof phases)[number] = 'off';
  private identity: BoardIdentity = stranger;
  /** Commands still to be obeyed; the first was sent. */
  private commands: readonly string[] = [];
  /** Times the present step was tried. */
  private attempts = 0;
  /** Whether anything came since probing began, and whether a command was answered. */
  private wasHeard = false;
  private answers = false;

  constructor(options: HandshakeOptions) {
    const { name, queue } = options;
    this.options = options;
    this.timers = new Timers({ name, names: ['step'], queue, expired: () => this.timedOut() });
  }

  start(): void {
    this.phase = 'probing';
    this.attempts = 0;
    this.wasHeard = false;
    this.answers = false;
    this.identity = stranger;
    this.probe();
  }

  /** Begins again later, or with a line that is opened again before that. */
  startLater(): void {
    this.phase = 'probing';
    this.attempts = 0;
    this.wasHeard = false;
    this.answers = false;
    this.timers.armIn('step', retryNs);
  }

  stop(): void {
    this.phase = 'off';
    this.timers.disarm('step');
  }

  token(token: SlcanToken): void {
    this.wasHeard = true;
    switch (this.phase) {
      case 'off':
        return;
      case 'probing':
        // Bare CRs and bells answer what was before V; frames were on their way already.
        if (token.kind === 'line' && /^[^zZtTrRFx]/.test(token.text)) this.ask(token.text);
        return;
      case 'asking':
        this.tokenWhileAsking(token);
        return;
      case 'configuring':
        if (token.kind === 'bell' && courtesies.includes(this.commands[0] ?? '')) {
          this.obeyed();
        } else if (token.kind === 'bell') {
          this.fail(`it refuses ${this.commands[0]}`);
        } else if (token.kind === 'line' && token.text === '') {
          this.answers = true;
          this.obeyed();
        }
        return;
    }
  }

  transfer(tape: StateTape): void {
    this.timers.transfer(tape);
    this.phase = tape.word(phases, this.phase);
    this.identity = tape.data(this.identity);
    this.commands = tape.data(this.commands);
    this.attempts = tape.number(this.attempts);
    this.wasHeard = tape.boolean(this.wasHeard);
    this.answers = tape.boolean(this.answers);
  }

  /** Empty lines end whatever the other side has half received; only when closed it takes commands. */
  private probe(): void {
    this.attempts++;
    this.options.write('\r\r\rC\rV\r');
    this.timers.armIn('step', answerTimeoutNs);
  }

  private ask(version: string): void {
    this.phase = 'asking';
    this.attempts = 1;
    this.identity = { ...stranger, version };
    this.options.write('v\r');
    this.timers.armIn('step', answerTimeoutNs);
  }

  private tokenWhileAsking(token: SlcanToken): void {
    if (token.kind === 'line' && token.text.startsWith('v')) {
      this.identity = { ...parseExtensions(token.text), version: this.identity.version };
      this.configure();
    } else if (token.kind === 'bell') {
      this.attempts = maximumRepeats;
      this.timers.armIn('step', patienceNs);
    }
  }

  private configure(): void {
    const { role, setup, open } = this.options;
    const isKnown = hasRole(this.identity, role);
    const { extensions, roles } = this.identity;
    // Who does not know the extensions is an adapter, or a board that does as adapters do.
    if (!isKnown && (role === 'i' || extensions > 0)) {
      this.fail(extensions > 0 ? `it is ${describeRoles(roles)}` : 'it serves no pins');
      return;
    }
    this.phase = 'configuring';
    const first = isKnown ? [`x${role}`, ...courtesies] : [];
    this.commands = [...first, ...setup, ...(open ? [open] : [])];
    this.attempts = 0;
    this.command();
  }

  private command(): void {
    const [first] = this.commands;
    if (first === undefined) {
      this.stop();
      this.options.done(this.identity, this.answers);
      return;
    }
    this.attempts++;
    this.options.write(`${first}\r`);
    this.timers.armIn('step', answerTimeoutNs);
  }

  private obeyed(): void {
    this.commands = this.commands.slice(1);
    this.attempts = 0;
    this.command();
  }

  /** Nothing can be done with what is there; perhaps later. */
  private fail(reason: string): void {
    this.startLater();
    this.options.failed(reason, this.identity);
  }

  private timedOut(): void {
    switch (this.phase) {
      case 'off':
        return;
      case 'probing':
        if (this.wasHeard && this.attempts >= maximumRepeats) {
          this.ask('');
        } else if (this.attempts >= maximumProbes) {
          this.fail('nobody answers');
          this.options.reopen();
        } else {
          this.probe();
        }
        return;
      case 'asking':
        if (this.attempts < maximumRepeats) {
          this.attempts++;
          this.options.write('v\r');
          this.timers.armIn('step', answerTimeoutNs);
        } else {
          this.configure();
        }
        return;
      case 'configuring':
        // Who never answers commands is believed to obey them.
        if (this.attempts < maximumRepeats) this.command();
        else if (!this.answers) this.obeyed();
        else this.fail(`it does not answer ${this.commands[0]}`);
        return;
    }
  }
}

/** Such as `an adapter and a server of pins`. */
export function describeRoles(roles: string): string {
  const words = { a: 'an adapter', e: 'an ECU', i: 'a server of pins' };
  const known = [...roles].filter((role) => Object.hasOwn(words, role)) as SlcanRole[];
  return known.map((role) => words[role]).join(' and ') || 'nothing that is known here';
}

export function hasRole({ extensions, roles }: BoardIdentity, role: SlcanRole): boolean {
  return extensions > 0 && roles.includes(role);
}

/** The answer to v: `vvfb1 board=uno roles=ai window=4`; a stranger where it is something else. */
export function parseExtensions(text: string): BoardIdentity {
  const [first = '', ...words] = text.split(' ');
  const version = /^vvfb(\d+)$/.exec(first)?.[1];
  if (version === undefined) return stranger;
  const value = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const window = Number(value('window'));
  return {
    version: '',
    extensions: Number(version),
    board: value('board'),
    roles: value('roles') ?? '',
    window: Number.isInteger(window) && window > 0 ? window : undefined,
  };
}
