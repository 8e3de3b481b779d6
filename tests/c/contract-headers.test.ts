/** Contract headers are C, and what the RTE of an ECU declares to the same components. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Diagnostics } from '../../generator/diagnostics/diagnostics.ts';
import { emitC, emitCContract, type GeneratedFile } from '../../generator/pipeline.ts';
import type { RtePlan } from '../../generator/plan/rte-plan.ts';
import { contractHeaders, nameOf, type System, systems } from '../helpers/c/contracts.ts';
import { compilers, run, strict } from '../helpers/c/gcc.ts';
import { twinsOf } from '../helpers/c/twins.ts';

const root = mkdtempSync(join(tmpdir(), 'vfb-contract-headers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const all = systems();

/** With gcc contract.test.ts makes objects of them. */
const others = compilers.filter(({ name }) => name !== 'gcc');

describe.each(others)('with $name', ({ name: compiler, flags }) => {
  it.each(all)('the components of $name compile against their contracts alone', (system) => {
    for (const { contracts } of system.ecus()) {
      for (const contract of contracts) {
        const { source, headers } = written(system, contract);
        run(compiler, ...flags, ...strict, '-fsyntax-only', `-I${headers}`, '-Irte/c', source);
      }
    }
  });
});

const cplusplus = compilers.find(({ name }) => name === 'clang' || name === 'gcc')?.name;

it.skipIf(cplusplus === undefined)('contracts are for C++ too', () => {
  for (const { contracts } of all.flatMap((system) => system.ecus())) {
    for (const contract of contracts) {
      const headers = contractHeaders(join(root, 'c++'), contract);
      const source = join(headers, 'alone.cpp');
      writeFileSync(source, `#include "Rte_${nameOf(contract)}.h"\n`);
      const words = ['-x', 'c++', '-std=c++11', '-Wall', '-Wextra', '-Werror', '-fsyntax-only'];
      run(cplusplus ?? '', ...words, `-I${headers}`, '-Irte/c', source);
    }
  }
});

/** A source that makes every call and defines every runnable. */
function written({ name }: System, contract: RtePlan): { source: string; headers: string } {
  const [component] = contract.components;
  if (component === undefined) throw new Error('no component');
  const headers = contractHeaders(join(root, name), contract);
  const folder = join(root, name, 'sources');
  mkdirSync(folder, { recursive: true });
  const source = join(folder, `${component.name}.c`);
  writeFileSync(source, twinsOf(component, contract).c);
  return { source, headers };
}

describe.each(all)('the contracts of $name', ({ ecus }) => {
  it('are the headers of an RTE whose calls are all functions', () => {
    for (const { plan, contracts } of ecus()) {
      const generated = emitC(plan, { api: 'functions', atomicWidthBits: 8 }, new Diagnostics());
      for (const contract of contracts.filter((one) => isCalledAlikeIn(plan, one))) {
        const own = emitCContract(contract, new Diagnostics());
        const names = ['', '_Type'].map((suffix) => `Rte_${nameOf(contract)}${suffix}.h`);
        for (const path of ['Rte.h', ...names]) {
          expect(withoutOrigin(textOf(own, path))).toBe(withoutOrigin(textOf(generated, path)));
        }
        const types = typesIn(textOf(generated, 'Rte_Type.h'));
        expect(types).toEqual(expect.arrayContaining([...typesIn(textOf(own, 'Rte_Type.h'))]));
      }
    }
  });

  it('promise what an RTE keeps that expands plain accesses', () => {
    for (const { plan, contracts } of ecus()) {
      const generated = emitC(plan, { api: 'macros', atomicWidthBits: 8 }, new Diagnostics());
      for (const contract of contracts.filter((one) => isCalledAlikeIn(plan, one))) {
        const path = `Rte_${nameOf(contract)}.h`;
        const own = prototypesIn(textOf(emitCContract(contract, new Diagnostics()), path));
        expect(own.length).toBeGreaterThan(0);
        expect(prototypesIn(textOf(generated, path))).toEqual(own);
      }
    }
  });
});

it('and RTEs that expand plain accesses differ somewhere, or nothing was compared', () => {
  const expanded = all
    .flatMap((system) => system.ecus())
    .flatMap(({ plan }) => emitC(plan, { api: 'macros', atomicWidthBits: 8 }, new Diagnostics()))
    .filter(({ text }) => text.includes('static inline'));
  expect(expanded.length).toBeGreaterThan(0);
});

function isCalledAlikeIn(plan: RtePlan, contract: RtePlan): boolean {
  return plan.components.some(({ name }) => name === nameOf(contract));
}

function textOf(files: readonly GeneratedFile[], path: string): string {
  const found = files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`no ${path}`);
  return found.text;
}

/** All but the first line, which says what the file was generated from. */
function withoutOrigin(text: string): string {
  return text.slice(text.indexOf('\n'));
}

/** Type definitions with the path above each. */
function typesIn(header: string): readonly string[] {
  return header.split('\n\n').filter((block) => block.includes('typedef'));
}

/** Calls under the names that components use, runnables, and constants: one line each, sorted. */
function prototypesIn(header: string): readonly string[] {
  const functions = [...header.matchAll(/^(?:extern|static inline) (\w+) (\w+)\((.*)\)/gm)];
  const macros = [...header.matchAll(/^#define (\w+(?:\(.*?\))?) (.*)$/gm)];
  const called = (name: string) => macros.find(([, , value]) => value === name)?.[1] ?? name;
  const names = functions.map(([, , name = '']) => name);
  return [
    ...functions.map(([, returns, name = '', list]) => `${returns} ${called(name)}(${list})`),
    ...macros
      .filter(([, , value = '']) => !names.includes(value))
      .map(([, name, value]) => `${name} = ${value}`),
  ].sort();
}
