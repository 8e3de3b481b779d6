/** Serial ports as flashing asks for them: of emulated boards in this process, or of the operating system. */
import { SerialPortStream } from '@serialport/stream';
import { SerialPort } from 'serialport';
import type { Clock, PortSettings, Ports, SerialStream } from '../../../flash/serial-line.ts';

type Binding = NonNullable<SerialPortStream['settings']>['binding'];

/** One port, whatever its path. */
export function portsOf(binding: Binding): Ports {
  return {
    open: (path, { baudRate }) => opened(new SerialPortStream({ binding, path, baudRate })),
    list: async () => undefined,
  };
}

/** Pseudo-terminals, which are never listed. */
export const systemPorts: Ports = {
  open: (path, { baudRate, parity = 'none' }: PortSettings) =>
    opened(new SerialPort({ path, baudRate, parity })),
  list: async () => undefined,
};

export const wallClock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

function opened(stream: SerialPortStream): Promise<SerialStream> {
  return new Promise((resolve, reject) => {
    stream.on('open', () => resolve(stream));
    stream.on('error', reject);
  });
}
