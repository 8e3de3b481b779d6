/**
 * The documentation is true: its commands run and print what it shows, its links lead somewhere, its
 * lists are complete. The list of diagnostic codes is a snapshot: `npm test -- -u` writes it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../cli/program.ts';
import { codeSections } from '../generator/diagnostics/codes.ts';
import { capturedTerminal } from './cli/captured.ts';
import { copyOfProject, shellFunctions, unprinted } from './helpers/commands.ts';
import { projectRoot } from './helpers/examples.ts';
import { anchorsOf, blocksOf, linksOf, type Page, page, pages } from './helpers/pages.ts';

const allPages = pages();

// ---- commands -----------------------------------------------------------------------------------------

const pagesWithCommands = allPages.filter((one) =>
  blocksOf(one).some(({ language }) => language === 'sh'),
);

/** What not every machine has, the option that it answers, and what pages do that need it. */
const tools = [
  ['socat', '-V', /^socat /m],
  ['qemu-system-arm', '--version', /^(timeout \d+ )?qemu-system-arm /m],
  ['avr-gcc', '--version', /^npx vfb build .* --board uno /m],
  ['arm-none-eabi-gcc', '--version', /^npx vfb build .* --board lm3s6965evb /m],
] as const;
const missingTools = tools.filter(
  ([tool, option]) => spawnSync(tool, [option]).status !== 0 && process.env.CI !== 'true',
);
if (missingTools.length > 0) {
  const names = missingTools.map(([tool]) => tool).join(', ');
  console.warn(`commands of pages that need ${names}: skipped`);
}
const runnablePages = pagesWithCommands.filter(
  ({ text }) => !missingTools.some(([, , isNeeded]) => isNeeded.test(text)),
);

describe.each(runnablePages)('the commands of $path', (one) => {
  let copy: string;
  beforeAll(() => {
    copy = copyOfProject();
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('run and print what the page shows', () => {
    let printed: string | undefined = '';
    for (const { language, text, line } of blocksOf(one)) {
      const place = `${one.path}:${line}`;
      if (language === 'sh') {
        const input = shellFunctions + text;
        const result = spawnSync('bash', [], { cwd: copy, input, encoding: 'utf8' });
        printed = result.stdout + result.stderr;
        expect(result.status, `${place} failed: ${printed}`).toBe(0);
      } else if (language === 'board') {
        // It and what it prints belong to tests/boards/guide.test.ts.
        printed = undefined;
      } else if (language === 'output' && printed !== undefined) {
        expect(
          unprinted(printed, text),
          `${place}: not among what was printed:\n${printed}`,
        ).toEqual([]);
      } else if (language === 'ts') {
        writeShownFile(copy, text);
      }
    }
  });
});

it('commands for a board are only where a test has one for them', () => {
  const withBoard = allPages.filter((one) =>
    blocksOf(one).some(({ language }) => language === 'board'),
  );
  expect(withBoard.map(({ path }) => path)).toEqual(['docs/boards-guide.md']);
});

function writeShownFile(copy: string, text: string): void {
  const [, path] = /^\/\/ (\S+\.ts)\n/.exec(text) ?? [];
  if (path === undefined) return;
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}

// ---- links ----------------------------------------------------------------------------------------------

describe.each(allPages)('the links of $path', (one) => {
  it('lead to files and headings that are there', () => {
    const broken = linksOf(one)
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => !leadsSomewhere(one, link));
    expect(broken).toEqual([]);
  });
});

function leadsSomewhere(from: Page, link: string): boolean {
  const [target = '', anchor] = link.split('#');
  const path = target === '' ? from.path : posix.join(posix.dirname(from.path), target);
  if (!existsSync(join(projectRoot, path))) return false;
  return anchor === undefined || anchorsOf(page(path)).includes(anchor);
}

// ---- lists ----------------------------------------------------------------------------------------------

describe('the lists of the documentation are complete', () => {
  it('README names every page, and the list of decisions every decision', () => {
    const listed = (one: Page, folder: string) => linksOf(one).map((to) => posix.join(folder, to));
    const named = [
      ...listed(page('README.md'), '.'),
      ...listed(page('docs/adr/README.md'), 'docs/adr'),
    ].map((target) => target.split('#')[0]);
    const unnamed = allPages.map(({ path }) => path).filter((path) => !named.includes(path));
    expect(unnamed).toEqual(['README.md']);
  });

  it('decisions are numbered without a gap and say situation, options, choice and price', () => {
    const decisions = allPages.filter(({ path }) => /^docs\/adr\/\d/.test(path));
    const numbers = decisions.map(({ path }) => posix.basename(path).slice(0, 4));
    expect(numbers).toEqual(numbers.map((_, index) => String(index + 1).padStart(4, '0')));
    for (const decision of decisions) {
      expect(anchorsOf(decision).slice(1)).toEqual(['situation', 'options', 'choice', 'price']);
    }
  });

  it('docs/cli.md has every command and option', () => {
    const program = createProgram('0', capturedTerminal(), () => undefined);
    const expected = program.commands.flatMap((command) => [
      `vfb ${command.name()}`,
      ...command.options.map((option) => option.long ?? ''),
    ]);
    expect(missingFrom('docs/cli.md', expected)).toEqual([]);
  });

  it('docs/vehicle-file.md has every property of the schema', () => {
    const schema = JSON.parse(
      readFileSync(join(projectRoot, 'schema', 'vehicle.schema.json'), 'utf8'),
    ) as { properties: object; $defs: Record<string, { properties?: object }> };
    const properties = [schema, ...Object.values(schema.$defs)].flatMap((one) =>
      Object.keys(one.properties ?? {}),
    );
    expect(
      missingFrom(
        'docs/vehicle-file.md',
        properties.map((name) => `\`${name}\``),
      ),
    ).toEqual([]);
  });

  it('docs/simulation.md has every kind of trace record', () => {
    const kinds = sourcesBelow('bsw-sim').flatMap((text) =>
      [...text.matchAll(/\.kind\('([\w-]+)'\)/g)].map((match) => `\`${match[1]}\``),
    );
    expect(kinds.length).toBeGreaterThan(10);
    expect(missingFrom('docs/simulation.md', kinds)).toEqual([]);
  });

  it('npm scripts that are named exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = allPages.flatMap(({ text }) =>
      [...text.matchAll(/npm run (?:-s )?([\w-]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('docs/diagnostic-codes.md is what the codes say', async () => {
    const path = join(projectRoot, 'docs', 'diagnostic-codes.md');
    await expect(codesPage()).toMatchFileSnapshot(path);
  });
});

function missingFrom(path: string, expected: readonly string[]): string[] {
  const { text } = page(path);
  return expected.filter((one) => !text.includes(one));
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return sourcesBelow(path);
    return path.endsWith('.ts') ? [readFileSync(join(projectRoot, path), 'utf8')] : [];
  });
}

interface CodeEntry {
  readonly severity: string;
  readonly message: (data: unknown) => string;
  readonly help?: string;
}

/** A table for each section of the codes; data of a message is shown by its name. */
function codesPage(): string {
  const named = new Proxy({}, { get: (_, name) => `‹${String(name)}›` });
  const lines = [
    '# Diagnostic codes',
    '',
    'Written by the tests from `generator/diagnostics/codes`; what the severities mean is in',
    '[diagnostics.md](diagnostics.md). ‹…› stands for what the message names.',
  ];
  for (const section of codeSections) {
    lines.push('', `## ${section.title}`, '', '| code | severity | message | what to do |');
    lines.push('| --- | --- | --- | --- |');
    const entries = section.codes as Readonly<Record<string, CodeEntry>>;
    for (const [code, { severity, message, help }] of Object.entries(entries)) {
      const cells = [`\`${code}\``, severity, message(named), help ?? ''];
      lines.push(`| ${cells.map(escaped).join(' | ')} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** For a cell of a table: no column ends in it, and outside code no tag begins. */
function escaped(cell: string): string {
  return cell
    .replaceAll('|', '\\|')
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replaceAll('<', '&lt;')))
    .join('');
}
