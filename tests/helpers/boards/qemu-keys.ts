/** Keys of a board in QEMU, held down and let go over its machine protocol: the monitor only knows strokes. */
import type { Socket } from 'node:net';

export class QemuKeys {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    let text = '';
    socket.on('data', (bytes: Buffer) => {
      const lines = (text + bytes.toString()).split('\n');
      text = lines.pop() ?? '';
      const refused = lines.find((line) => 'error' in JSON.parse(line));
      if (refused !== undefined) throw new Error(`QEMU: ${refused}`);
    });
    this.#execute('qmp_capabilities', {});
  }

  set(name: string, isDown: boolean): void {
    const data = { down: isDown, key: { type: 'qcode', data: name } };
    this.#execute('input-send-event', { events: [{ type: 'key', data }] });
  }

  #execute(command: string, parameters: object): void {
    this.#socket.write(`${JSON.stringify({ execute: command, arguments: parameters })}\n`);
  }
}
