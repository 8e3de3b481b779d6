/** `vfb boards`: the boards that are known, and what is connected. */
import { knownBoards, notFlashedText } from './known-boards.ts';
import { exitOk } from './reporting.ts';
import { type FoundPort, type FoundPorts, findPorts } from './serial-ports.ts';
import { formatTable } from './table.ts';
import type { Terminal } from './terminal.ts';

export interface BoardsOptions {
  readonly json?: boolean;
}

/** `find` is for tests. */
export async function boards(
  options: BoardsOptions,
  terminal: Terminal,
  find: () => Promise<FoundPorts> = findPorts,
): Promise<number> {
  const found = await find();
  terminal.out(options.json ? `${JSON.stringify(asJson(found), null, 2)}\n` : asText(found));
  return exitOk;
}

function asJson(found: FoundPorts): object {
  return {
    boards: knownBoards().map(({ name, title, chip, buildsAs, bridge, flash, notFlashed }) => ({
      name,
      description: title,
      chip,
      build: buildsAs ?? null,
      bridge: bridge !== undefined,
      ...(flash && { protocol: flash.protocol, baudRate: flash.baudRate, usb: flash.usb }),
      ...(notFlashed && { notFlashed }),
    })),
    ...(found.kind === 'found'
      ? { ports: found.ports.map((port) => ({ ...port, boards: likelyBoards(port) })) }
      : { portsUnknown: found.reason }),
  };
}

function asText(found: FoundPorts): string {
  const rows = knownBoards().map(({ name, title, chip, buildsAs, bridge, flash }) => [
    { text: name },
    { text: chip },
    { text: buildsAs === undefined ? '' : buildsAs === name ? 'build' : `build for ${buildsAs}` },
    { text: bridge === undefined ? '' : 'bridge' },
    { text: flash === undefined ? '' : `flash by ${flash.protocol}` },
    { text: title },
  ]);
  const heading =
    'Boards (build: vfb build makes images of ECUs; bridge: the serial bridge is shipped)';
  const notes = knownBoards().flatMap(({ name, notFlashed }) =>
    notFlashed === undefined ? [] : [`  ${notFlashedText(name, notFlashed)}`],
  );
  return `${[heading, ...formatTable(rows), ...notes, '', ...portLines(found)].join('\n')}\n`;
}

function portLines(found: FoundPorts): string[] {
  if (found.kind === 'unknown') {
    return [
      `Serial ports: cannot be listed (${found.reason})`,
      '  on Linux this takes udev; a port can be given by its path all the same, such as /dev/ttyUSB0',
    ];
  }
  if (found.ports.length === 0) return ['Serial ports: none'];
  const rows = found.ports.map((port) => [
    { text: port.path },
    { text: port.usb ?? '' },
    { text: port.manufacturer ?? '' },
    { text: likelyBoards(port).join(', ') },
  ]);
  return ['Serial ports, and the boards that may be there', ...formatTable(rows)];
}

/** By USB identity: those of an adapter are on many boards. */
function likelyBoards({ usb }: FoundPort): string[] {
  if (usb === undefined) return [];
  return knownBoards()
    .filter(({ flash }) => flash?.usb.includes(usb))
    .map(({ name }) => name);
}
