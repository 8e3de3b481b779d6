/** What a boot loader protocol gives: pages written and read. Each protocol is a file in `protocols`. */
import type { Segment } from './image/image.ts';
import type { PortSettings, Surroundings } from './serial-line.ts';
import { SerialLine } from './serial-line.ts';

/** A board whose boot loader listens, and whose chip is the right one. */
export interface Flasher {
  /** Makes room for the pages, where the boot loader does not erase while it writes. */
  erase(pages: readonly Segment[]): Promise<void>;
  writePage(page: Segment): Promise<void>;
  readPage(address: number, lengthBytes: number): Promise<Uint8Array>;
  /** Starts the application. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a port and makes a flasher of it; the port is closed again when that fails. */
export async function withLine<T>(
  surroundings: Surroundings,
  settings: PortSettings,
  connect: (line: SerialLine) => Promise<T>,
): Promise<T> {
  const line = await SerialLine.open(surroundings, settings);
  try {
    return await connect(line);
  } catch (error) {
    await line.close();
    throw error;
  }
}
