/**
 * From a place in the machine code of a WebAssembly module to the line of its source: a reader of
 * the line number programs that compilers leave in `.debug_line` (DWARF 4 and 5). Addresses there
 * count from the beginning of the code section's contents.
 */
import { ByteReader, utf8 } from './byte-reader.ts';

export interface SourceLine {
  /** As the compiler was given it, with the folder in front when that was kept apart. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in bytes; 0 for the line as a whole. */
  readonly column: number;
}

/** The line of the instruction at an offset in the module; undefined where the compiler gave none. */
export function sourceLineAt(module: Uint8Array, offset: number): SourceLine | undefined {
  const sections = sectionsOf(module);
  const lines = sections.debug.get('.debug_line');
  if (lines === undefined || sections.codeStart === undefined) return undefined;
  const address = offset - sections.codeStart;
  const reader = new ByteReader(lines);
  while (!reader.atEnd) {
    const lengthBytes = reader.uint32();
    // The escape of 64-bit DWARF: a module of WebAssembly never needs it.
    if (lengthBytes === 0xffffffff) return undefined;
    const program = new ByteReader(reader.bytes(lengthBytes));
    const version = program.uint16();
    if (version !== 4 && version !== 5) continue;
    const header = readHeader(program, version, sections.debug);
    const row = rowAt(program, header, address);
    const file = row && header.files(row.file);
    if (row !== undefined && file !== undefined && row.line > 0) {
      return { file, line: row.line, column: row.column };
    }
  }
  return undefined;
}

interface Sections {
  readonly codeStart: number | undefined;
  /** Contents of custom sections by name. */
  readonly debug: ReadonlyMap<string, Uint8Array>;
}

const customSection = 0;
const codeSection = 10;
const moduleHeaderBytes = 8;

function sectionsOf(module: Uint8Array): Sections {
  const debug = new Map<string, Uint8Array>();
  let codeStart: number | undefined;
  const reader = new ByteReader(module);
  reader.bytes(moduleHeaderBytes);
  while (!reader.atEnd) {
    const id = reader.uint8();
    const lengthBytes = reader.unsigned();
    if (id === codeSection) codeStart = reader.offset;
    const section = new ByteReader(reader.bytes(lengthBytes));
    if (id !== customSection) continue;
    const name = utf8(section.bytes(section.unsigned()));
    debug.set(name, section.rest());
  }
  return { codeStart, debug };
}

// ---- header: how the program is encoded, and its files ----------------------------------------------

interface Header {
  readonly minimumInstructionLength: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  /** Number of operands of each standard opcode, for those that are not known. */
  readonly operandCounts: readonly number[];
  /** Name of a file by the number that the program uses. */
  files(file: number): string | undefined;
}

type DebugSections = Sections['debug'];

function readHeader(reader: ByteReader, version: 4 | 5, sections: DebugSections): Header {
  // Of an address and of a segment selector.
  if (version === 5) reader.bytes(2);
  const headerLength = reader.uint32();
  const programStart = reader.offset + headerLength;
  const minimumInstructionLength = reader.uint8();
  // Operations per instruction, and whether rows begin statements: WebAssembly is no VLIW machine,
  // and every row is of interest here.
  reader.bytes(2);
  const lineBase = reader.int8();
  const lineRange = reader.uint8();
  const opcodeBase = reader.uint8();
  const operandCounts = Array.from({ length: opcodeBase - 1 }, () => reader.uint8());
  const files = version === 5 ? readFiles5(reader, sections) : readFiles4(reader);
  reader.offset = programStart;
  return { minimumInstructionLength, lineBase, lineRange, opcodeBase, operandCounts, files };
}

/** Folder 0 is the compiler's, which version 4 does not name here; files count from 1. */
function readFiles4(reader: ByteReader): Header['files'] {
  const folders: string[] = [''];
  for (let folder = reader.string(); folder !== ''; folder = reader.string()) folders.push(folder);
  const names: (string | undefined)[] = [undefined];
  for (let name = reader.string(); name !== ''; name = reader.string()) {
    names.push(joined([folders[reader.unsigned()] ?? '', name]));
    // Time and size of the file.
    reader.unsigned();
    reader.unsigned();
  }
  return (file) => names[file];
}

const ContentType = { path: 1, directoryIndex: 2 } as const;

/** Folders and files are tables that say which columns they have; both count from 0. */
function readFiles5(reader: ByteReader, sections: DebugSections): Header['files'] {
  const [compilerFolder, ...folders] = readTable(reader, sections).map(({ path }) => path);
  const ofIndex = (index: number): readonly string[] =>
    index === 0 ? [compilerFolder ?? ''] : [compilerFolder ?? '', folders[index - 1] ?? ''];
  const names = readTable(reader, sections).map(({ path, folder }) =>
    joined([...ofIndex(folder), path]),
  );
  return (file) => names[file];
}

function readTable(
  reader: ByteReader,
  sections: DebugSections,
): { path: string; folder: number }[] {
  const columns = Array.from({ length: reader.uint8() }, () => ({
    type: reader.unsigned(),
    form: reader.unsigned(),
  }));
  return Array.from({ length: reader.unsigned() }, () => {
    const entry = { path: '', folder: 0 };
    for (const { type, form } of columns) {
      const value = readForm(reader, form, sections);
      if (type === ContentType.path) entry.path = String(value);
      if (type === ContentType.directoryIndex) entry.folder = Number(value);
    }
    return entry;
  });
}

/** What tables are made of; DW_FORM_... of the standard. */
function readForm(reader: ByteReader, form: number, sections: DebugSections): string | number {
  switch (form) {
    case 0x08:
      return reader.string();
    case 0x0e:
      return stringAt(sections.get('.debug_str'), reader.uint32());
    case 0x1f:
      return stringAt(sections.get('.debug_line_str'), reader.uint32());
    case 0x0b:
      return reader.uint8();
    case 0x05:
      return reader.uint16();
    case 0x06:
      return reader.uint32();
    case 0x0f:
      return reader.unsigned();
    case 0x1e:
      reader.bytes(16);
      return 0;
    default:
      throw new Error(`a table of .debug_line has form 0x${form.toString(16)}`);
  }
}

function stringAt(section: Uint8Array | undefined, offset: number): string {
  const reader = new ByteReader(section ?? new Uint8Array([0]));
  reader.offset = offset;
  return reader.string();
}

/** The last absolute part and what follows it. */
function joined(parts: readonly string[]): string {
  let path = '';
  for (const part of parts) {
    if (part.startsWith('/') || /^[A-Za-z]:[\\/]/.test(part)) path = part;
    else if (part !== '') path = path === '' ? part : `${path}/${part}`;
  }
  return path;
}

// ---- program: rows of addresses and lines -------------------------------------------------------------

/** Lines of the machine code from one address up to, but not including, another. */
interface Row {
  address: number;
  endAddress: number;
  file: number;
  /** 0 for code that compilers put in by themselves. */
  line: number;
  column: number;
}

const Standard = {
  copy: 1,
  advanceAddress: 2,
  advanceLine: 3,
  setFile: 4,
  setColumn: 5,
  constAddAddress: 8,
  fixedAdvanceAddress: 9,
} as const;
const Extended = { endSequence: 1, setAddress: 2 } as const;

function rowAt(program: ByteReader, header: Header, address: number): Row | undefined {
  const rows = rowsOf(program, header);
  const index = rows.findIndex((row) => row.address <= address && address < row.endAddress);
  const row = rows[index];
  if (row === undefined || row.line > 0) return row;
  // A check that a compiler put into the middle of a line belongs to that line.
  const [before, after] = [rows[index - 1], rows[index + 1]];
  const isWithin = before?.endAddress === row.address && after?.address === row.endAddress;
  return isWithin && before.file === after.file && before.line === after.line ? before : undefined;
}

/** In the order of the program, which is one of sequences of ascending addresses. */
function rowsOf(program: ByteReader, header: Header): Row[] {
  const { minimumInstructionLength, lineBase, lineRange, opcodeBase } = header;
  const rows: Row[] = [];
  let sequenceStart = 0;
  const start = { address: 0, endAddress: 0, file: 1, line: 1, column: 0 };
  let row: Row = { ...start };
  /** The row before reaches up to here. */
  const endRow = (): void => {
    const last = rows[rows.length - 1];
    if (last !== undefined && rows.length > sequenceStart) last.endAddress = row.address;
  };
  while (!program.atEnd) {
    const opcode = program.uint8();
    let isRow = false;
    if (opcode >= opcodeBase) {
      const adjusted = opcode - opcodeBase;
      row.address += Math.floor(adjusted / lineRange) * minimumInstructionLength;
      row.line += lineBase + (adjusted % lineRange);
      isRow = true;
    } else if (opcode === 0) {
      const operation = new ByteReader(program.bytes(program.unsigned()));
      const code = operation.uint8();
      if (code === Extended.setAddress) {
        row.address = operation.uint32();
      } else if (code === Extended.endSequence) {
        endRow();
        // Functions that the linker left out stay in the table: at 0, where none can be.
        if (rows[sequenceStart]?.address === 0) rows.length = sequenceStart;
        sequenceStart = rows.length;
        row = { ...start };
      }
    } else {
      switch (opcode) {
        case Standard.copy:
          isRow = true;
          break;
        case Standard.advanceAddress:
          row.address += program.unsigned() * minimumInstructionLength;
          break;
        case Standard.advanceLine:
          row.line += program.signed();
          break;
        case Standard.setFile:
          row.file = program.unsigned();
          break;
        case Standard.setColumn:
          row.column = program.unsigned();
          break;
        case Standard.constAddAddress:
          row.address += Math.floor((255 - opcodeBase) / lineRange) * minimumInstructionLength;
          break;
        case Standard.fixedAdvanceAddress:
          row.address += program.uint16();
          break;
        default:
          for (let n = header.operandCounts[opcode - 1] ?? 0; n > 0; n--) program.unsigned();
      }
    }
    if (!isRow) continue;
    endRow();
    rows.push({ ...row });
  }
  return rows;
}
