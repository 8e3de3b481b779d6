/**
 * Flash and RAM of generated C, in bytes, `-Os`: the RTE alone beside another generator's, and a whole ECU
 * against its components on plain global variables, with what the difference is made of.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitCSimulation } from '../dist/generator/emit/c/simulation.js';
import { emitC } from '../dist/generator/pipeline.js';
import { Diagnostics, ecuNames, planEcu, readModel } from '../dist/vehicle/index.js';
import { componentSource, handWrittenGlobals, handWrittenHeader } from './c-components.mjs';
import { line, title } from './measure.mjs';

const targets = [
  { name: 'AVR', tools: 'avr-', flags: ['-mmcu=atmega328p'], atomicWidthBits: 8 },
  {
    name: 'Cortex-M3',
    tools: 'arm-none-eabi-',
    flags: ['-mcpu=cortex-m3', '-mthumb'],
    atomicWidthBits: 32,
  },
];

/** What a public RTE generator's `Rte.o` takes, for the same cases. */
const peer = {
  HelloAutosar: { AVR: 222, 'Cortex-M3': 208 },
  HelloAutosarWithCom_ECU1: { AVR: 258, 'Cortex-M3': 256 },
  HelloAutosarWithCom_ECU2: { AVR: 172, 'Cortex-M3': 183 },
  SpeedoMeter: { AVR: 250, 'Cortex-M3': 259 },
};

/** Prints the rows. Throws if generated C is larger than the peer's, or a local access costs anything. */
export function benchCSize(corpus, root, folder) {
  title('Size of generated C: bytes of flash and RAM, -Os');
  if (!existsSync(corpus)) return line('', 'skipped', 'the shared test data is not there');
  for (const target of targets) {
    if (spawnSync(`${target.tools}gcc`, ['--version']).status !== 0) {
      line(target.name, 'skipped', `${target.tools}gcc is not there`);
      continue;
    }
    for (const name of Object.keys(peer)) {
      const made = new Build(corpus, root, join(folder, `${name}-${target.name}`), name, target);
      const size = made.rteAlone();
      const theirs = peer[name][target.name];
      if (size >= theirs) throw new Error(`${name} on ${target.name}: ${size}, the peer ${theirs}`);
      line(`${target.name} ${short(name)}`, `${size}`, `Rte.o, peer ${theirs}`);
      const { difference, parts, free } = made.overGlobals();
      line('', `${sign(difference)}`, `over global variables: ${parts.join(', ')}`);
      if (free > 0)
        line('', '0', `in components of local accesses (${free}): the same object code`);
    }
  }
  return undefined;
}

function short(name) {
  return name.replace('HelloAutosar', 'Hello').replace('_', ' ');
}

function sign(number) {
  return number < 0 ? String(number) : `+${number}`;
}

class Build {
  #folder;
  #target;
  #root;
  #plan;

  constructor(corpus, root, folder, name, target) {
    this.#folder = folder;
    this.#target = target;
    this.#root = root;
    const diagnostics = new Diagnostics();
    const path = join(corpus, name);
    const files = readdirSync(path)
      .filter((file) => file.endsWith('.arxml'))
      .sort()
      .map((file) => ({ path: file, text: readFileSync(join(path, file), 'utf8') }));
    const model = readModel(files, diagnostics);
    this.#plan = planEcu(model, ecuNames(model)[0], diagnostics);
    for (const kind of ['functions', 'macros', 'globals'])
      mkdirSync(join(folder, kind), { recursive: true });
    for (const api of ['functions', 'macros']) {
      const options = { api, atomicWidthBits: target.atomicWidthBits };
      for (const file of [
        ...emitC(this.#plan, options, diagnostics),
        ...emitCSimulation(this.#plan),
      ]) {
        writeFileSync(join(folder, api, file.path), file.text);
        if (/^Rte(_Type)?\.h$/.test(file.path))
          writeFileSync(join(folder, 'globals', file.path), file.text);
      }
    }
    const headers = this.#plan.components.map((component) => {
      const text = handWrittenHeader(component, this.#plan);
      writeFileSync(join(folder, 'globals', `Rte_${component.name}.h`), text);
      writeFileSync(join(folder, `${component.name}.c`), componentSource(component, this.#plan));
      return text;
    });
    writeFileSync(join(folder, 'globals', 'Globals.c'), handWrittenGlobals(headers));
  }

  /** With every call a function. */
  rteAlone() {
    return this.#sizeOf(this.#compile('functions', 'functions/Rte.c'));
  }

  /** With what is plain expanded in the components, against the same components without an RTE. */
  overGlobals() {
    const rte = this.#compile('macros', 'macros/Rte.c');
    const own = this.#components('macros');
    const plain = this.#components('globals');
    const globals = this.#compile('globals', 'globals/Globals.c');
    const free = this.#expectLocalAccessesToBeFree(own, plain);
    const difference = this.#size([rte, ...own]) - this.#size([globals, ...plain]);
    const text = readFileSync(join(this.#folder, 'macros', 'Rte.c'), 'utf8');
    const path = join('macros', 'Unlocked.c');
    writeFileSync(
      join(this.#folder, path),
      text.replace(/^ *(Suspend|Resume)OSInterrupts\(\);$/gm, ''),
    );
    const unlocked = this.#compile('macros', path);
    const bytes = new Map([
      ['locks', this.#sizeOf(rte) - this.#sizeOf(unlocked)],
      ['in components', this.#size(own) - this.#size(plain)],
      ...this.#symbols(unlocked),
    ]);
    const state = (bytes.get('state') ?? 0) - this.#sizeOf(globals);
    bytes.set('state', state);
    const known = [...bytes.values()].reduce((sum, n) => sum + n, 0);
    bytes.set('alignment', difference - known);
    return {
      difference,
      free,
      parts: [...bytes].filter(([, n]) => n !== 0).map(([what, n]) => `${what} ${n}`),
    };
  }

  #components(kind) {
    return this.#plan.components.map(({ name }) => this.#compile(kind, `${name}.c`));
  }

  /** Components with nothing but plain accesses are what they are on global variables: how many. */
  #expectLocalAccessesToBeFree(own, plain) {
    return this.#plan.components.filter((component, i) => {
      const header = readFileSync(join(this.#folder, 'macros', `Rte_${component.name}.h`), 'utf8');
      const isPlain =
        component.calls.length > 0 &&
        component.calls.every(({ name }) =>
          header.includes(`static inline Std_ReturnType ${name}(`),
        );
      if (!isPlain) return false;
      const [code, wanted] = [own[i], plain[i]].map((object) => this.#disassembly(object));
      if (code !== wanted) {
        throw new Error(
          `${component.name} on ${this.#target.name} is not free:\n${code}\n${wanted}`,
        );
      }
      return true;
    }).length;
  }

  #disassembly(object) {
    const text = this.#run('objdump', ['-d', '-r', '--no-show-raw-insn', object]);
    return text.slice(text.indexOf('Disassembly'));
  }

  #compile(kind, source) {
    const object = join(this.#folder, kind, `${source.replaceAll('/', '_')}.o`);
    this.#run('gcc', [
      ...this.#target.flags,
      '-std=c99',
      '-Os',
      '-c',
      `-I${join(this.#folder, kind)}`,
      `-I${join(this.#root, 'rte', 'c')}`,
      join(this.#folder, source),
      '-o',
      object,
    ]);
    return object;
  }

  /** Linked, with OS and COM left open. */
  #size(objects) {
    const image = join(this.#folder, 'image.elf');
    this.#run('gcc', [
      ...this.#target.flags,
      '-nostdlib',
      '-Wl,--unresolved-symbols=ignore-all',
      '-Wl,-e0',
      ...objects,
      '-o',
      image,
    ]);
    return this.#sizeOf(image);
  }

  #sizeOf(file) {
    const [text, data, bss] = this.#run('size', [file])
      .split('\n')[1]
      .trim()
      .split(/\s+/)
      .map(Number);
    return text + data + bss;
  }

  /** Bytes of an object by what they are for. */
  #symbols(object) {
    const sums = new Map();
    for (const symbol of this.#run('nm', ['-S', '--defined-only', object]).split('\n')) {
      const [, size, kind, name] = symbol.split(/\s+/);
      if (name === undefined) continue;
      const what = purpose(kind, name);
      sums.set(what, (sums.get(what) ?? 0) + Number.parseInt(size, 16));
    }
    return [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  #run(tool, args) {
    const { status, stdout, stderr } = spawnSync(`${this.#target.tools}${tool}`, args, {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${this.#target.tools}${tool} ${args.join(' ')}\n${stderr}`);
    return stdout;
  }
}

function purpose(kind, name) {
  if (/^[bdr]$/i.test(kind)) return name.startsWith('Rte_Counter') ? 'counters' : 'state';
  if (/^Rte_(Start|Stop)$/.test(name)) return 'start and stop';
  if (name.startsWith('Os_Task_')) return 'tasks';
  if (name.startsWith('Rte_COMCbk')) return 'COM call-backs';
  if (name.startsWith('Rte_Call_')) return 'server calls';
  return 'calls that do more than assign';
}
