/** The documentation as the tests read it: pages, their code blocks, their links. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './examples.ts';

export interface Page {
  /** Relative to the project, such as `docs/cli.md`. */
  readonly path: string;
  readonly text: string;
}

/**
 * `sh` blocks are commands that a reader may paste and a test runs, `board` blocks are such that need the
 * board; an `output` block after one has lines of what it prints, with `…` for what may differ; a `ts`
 * block that begins with a comment of a path is that file.
 */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** From 1: where the page begins it. */
  readonly line: number;
}

export function pages(): readonly Page[] {
  const found = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
  for (const folder of ['docs', 'docs/adr']) {
    const names = readdirSync(join(projectRoot, folder)).filter((name) => name.endsWith('.md'));
    found.push(...names.sort().map((name) => `${folder}/${name}`));
  }
  return found.map((path) => ({ path, text: readFileSync(join(projectRoot, path), 'utf8') }));
}

export function page(path: string): Page {
  return { path, text: readFileSync(join(projectRoot, path), 'utf8') };
}

export function blocksOf({ text }: Page): readonly Block[] {
  const fences = /^```(\w*)\n([\s\S]*?)^```$/gm;
  return [...text.matchAll(fences)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }));
}

/** Targets of the links outside code. */
export function linksOf({ text }: Page): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

/** The anchor that a heading gets. */
export function anchorsOf({ text }: Page): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
