/**
 * What a synthesised system consists of, before any of it is written: which runnable of which ECU
 * writes which port, which ports it reads, and what travels in which CAN frame. The same size and
 * seed give the same system on every machine.
 */

/**
 * @typedef {object} SystemSize
 * @property {string} name
 * @property {number} seed
 * @property {number} ecus
 * @property {number} componentsPerEcu
 * @property {number} runnablesPerComponent  each with one port to write, and ports to read:
 * @property {number} localReads             this many from its own ECU, and one from another
 * @property {number} frames                 of 8 bytes, dealt to the ECUs; every other ECU receives them
 * @property {readonly number[]} periodsMs   of the runnables, in turn
 */

/** Bits of the signals of one frame; together its 8 bytes. */
const signalLengthsBits = [16, 16, 8, 8, 8, 8];

/** Application data types of each width. */
const typesPerWidth = 16;

/** @param {SystemSize} size */
export function shapeOf(size) {
  const random = randomIntegers(size.seed);
  const ecus = Array.from({ length: size.ecus }, (_, index) => createEcu(index, size));
  dealFrames(ecus, size);
  for (const ecu of ecus) connectReads(ecu, ecus, size, random);
  return { size, ecus, dataTypes: dataTypes() };
}

function createEcu(index, size) {
  const name = `Ecu${pad(index)}`;
  const components = Array.from({ length: size.componentsPerEcu }, (_, c) => {
    const type = `${name}_Swc${pad(c)}`;
    const runnables = Array.from({ length: size.runnablesPerComponent }, (_, r) => ({
      name: `Run${r}`,
      symbol: `${type}_Run${r}`,
      periodMs: size.periodsMs[r % size.periodsMs.length],
      output: {
        component: type,
        port: `Out${r}`,
        interface: `${type}_Out${r}`,
        dataType: dataType((c + r) % typesPerWidth, r % 2 === 0 ? 16 : 8),
        signal: undefined,
      },
      reads: [],
    }));
    return { type, runnables };
  });
  return { name, components, frames: [] };
}

/** Signals are the first outputs of the components, one component after the other. */
function dealFrames(ecus, size) {
  for (let index = 0; index < size.frames; index++) {
    const ecu = ecus[index % ecus.length];
    const first = ecu.frames.length * signalLengthsBits.length;
    const name = `${ecu.name}_Frame${pad(ecu.frames.length)}`;
    let startPosition = 0;
    const signals = signalLengthsBits.map((lengthBits, position) => {
      const { components } = ecu;
      const component = components[(first + position) % components.length];
      const runnable = component.runnables[Math.floor((first + position) / components.length)];
      if (runnable === undefined) throw new Error(`${ecu.name} has too few outputs for its frames`);
      const signal = { name: `${name}_Signal${position}`, startPosition, lengthBits };
      startPosition += lengthBits;
      runnable.output.signal = signal;
      runnable.output.dataType = dataType((first + position) % typesPerWidth, lengthBits);
      return signal;
    });
    ecu.frames.push({ name, canId: 0x100 + index, signals });
  }
}

function connectReads(ecu, ecus, size, random) {
  const outputs = outputsOf(ecu);
  const remote = ecus
    .filter((other) => other !== ecu)
    .flatMap((other) => outputsOf(other).filter(({ signal }) => signal !== undefined));
  let nextRemote = 0;
  for (const { type, runnables } of ecu.components) {
    const others = outputs.filter(({ component }) => component !== type);
    runnables.forEach((runnable, r) => {
      for (let n = 0; n < size.localReads; n++) {
        const from = others[random(others.length)];
        if (from !== undefined) runnable.reads.push({ port: `In${r}_${n}`, from, remote: false });
      }
      if (remote.length === 0) return;
      const from = remote[nextRemote++ % remote.length];
      runnable.reads.push({ port: `In${r}_Bus`, from, remote: true });
    });
  }
}

export function outputsOf(ecu) {
  return ecu.components.flatMap(({ runnables }) => runnables.map(({ output }) => output));
}

function dataTypes() {
  return [8, 16].flatMap((widthBits) =>
    Array.from({ length: typesPerWidth }, (_, index) => dataType(index, widthBits)),
  );
}

function dataType(index, widthBits) {
  return { name: `Quantity${pad(index)}_${widthBits}`, widthBits, factor: (index + 1) / 4 };
}

/** Two digits at least, so that the order by name is the order by number. */
function pad(index) {
  return String(index).padStart(2, '0');
}

/** Integers below a limit: mulberry32. */
function randomIntegers(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) % below;
  };
}
