/** The serial ports of this machine for flashing. serialport, a native module, is loaded when one is needed. */
import type { Clock, Ports, SerialStream } from '../flash/serial-line.ts';

export interface FoundPort {
  readonly path: string;
  /** As `2341:0043`, of USB. */
  readonly usb?: string;
  readonly manufacturer?: string;
}

export type FoundPorts =
  | { readonly kind: 'found'; readonly ports: readonly FoundPort[] }
  /** Such as without udev on Linux. */
  | { readonly kind: 'unknown'; readonly reason: string };

export async function findPorts(): Promise<FoundPorts> {
  try {
    // Not for every platform is there a native module.
    const { SerialPort } = await import('serialport');
    const ports = await SerialPort.list();
    return {
      kind: 'found',
      ports: ports.map(foundPort).sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
  }
}

function foundPort(port: {
  path: string;
  vendorId: string | undefined;
  productId: string | undefined;
  manufacturer: string | undefined;
}): FoundPort {
  const { path, vendorId, productId, manufacturer } = port;
  return {
    path,
    ...(vendorId && productId && { usb: `${vendorId}:${productId}`.toLowerCase() }),
    ...(manufacturer && { manufacturer }),
  };
}

export const serialPorts: Ports = {
  open: async (path, { baudRate, parity = 'none' }) => {
    const { SerialPort } = await import('serialport');
    return new Promise<SerialStream>((resolve, reject) => {
      const port = new SerialPort({ path, baudRate, parity, autoOpen: false });
      port.open((error) => (error ? reject(error) : resolve(port)));
    });
  },
  list: async () => {
    const found = await findPorts();
    return found.kind === 'found' ? found.ports.map(({ path }) => path) : undefined;
  },
};

export const wallClock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
