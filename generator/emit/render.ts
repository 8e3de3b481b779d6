/** Handlebars, set so that mistakes are loud: a name a view does not have is an error, never a blank. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Handlebars from 'handlebars';

export type Render = (template: string, view: object) => string;

const generatorFolder = fileURLToPath(new URL('..', import.meta.url));
const renderers = new Map<string, Render>();

/**
 * The templates of a language, by file name without ending: those of `emit/<language>` and of every
 * feature. `endings` tell them apart: '.ts.hbs'.
 */
export function renderer(language: string, ...endings: readonly string[]): Render {
  let render = renderers.get(language);
  if (render === undefined) {
    render = load(language, endings);
    renderers.set(language, render);
  }
  return render;
}

function load(language: string, endings: readonly string[]): Render {
  // Only when something is rendered: checking and planning start faster without it.
  const { create } = createRequire(import.meta.url)('handlebars') as typeof Handlebars;
  const handlebars = create();
  strictBlocks(handlebars);
  const options = { noEscape: true, strict: true, knownHelpersOnly: true } as const;
  const compiled = new Map<string, Handlebars.TemplateDelegate>();
  const features = join(generatorFolder, 'features');
  const folders = [
    join(generatorFolder, 'emit', language),
    ...readdirSync(features, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(features, entry.name)),
  ];
  for (const folder of folders) {
    for (const name of readdirSync(folder).sort()) {
      const ending = endings.find((e) => name.endsWith(e));
      if (ending === undefined) continue;
      // Of several kinds of file the first is meant where nothing is said: Rte and Rte.h.
      const key = name.slice(0, ending === endings[0] ? -ending.length : -'.hbs'.length);
      if (compiled.has(key)) throw new Error(`two templates ${key}`);
      const template = handlebars.compile(readFileSync(join(folder, name), 'utf8'), options);
      compiled.set(key, template);
      handlebars.registerPartial(key, template);
    }
  }
  return (name, view) => {
    const template = compiled.get(name);
    if (template === undefined) throw new Error(`no template ${name} for ${language}`);
    return template(view);
  };
}

/** `strict` does not reach block helpers: `{{#each typo}}` would print nothing. */
function strictBlocks(handlebars: typeof Handlebars): void {
  for (const name of ['each', 'if', 'unless']) {
    const original = handlebars.helpers[name];
    handlebars.registerHelper(name, function (this: unknown, value: unknown, options: unknown) {
      if (value === undefined) throw new Error(`{{#${name}}} of a name the view does not have`);
      return original?.call(this, value, options);
    });
  }
}
