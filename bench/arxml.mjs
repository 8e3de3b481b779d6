/** ARXML text out of nested lists: what the parts of a synthesised system are written with. */

/** An element with text, with elements inside, or with nothing. */
export function element(tag, content = [], attributes = '') {
  return { tag, content, attributes };
}

export function named(tag, shortName, content = []) {
  return element(tag, [element('SHORT-NAME', shortName), ...content]);
}

export function reference(tag, dest, path) {
  return element(tag, path, ` DEST="${dest}"`);
}

export function description(text) {
  return element('DESC', [element('L-2', text, ' L="EN"')]);
}

export function numericalValue(value) {
  return element('NUMERICAL-VALUE-SPECIFICATION', [element('VALUE', String(value))]);
}

/** A package; its parent packages are made of the slashes in the name. */
export function arPackage(path, elements) {
  const names = path.split('/').reverse();
  return names.reduce(
    (inside, name, depth) =>
      named('AR-PACKAGE', name, [
        element(depth === 0 ? 'ELEMENTS' : 'AR-PACKAGES', depth === 0 ? elements : [inside]),
      ]),
    undefined,
  );
}

const xsi = 'http://www.w3.org/2001/XMLSchema-instance';
const schema = 'http://autosar.org/schema/r4.0';

/** The text of one file. */
export function arxmlText(packages) {
  const attributes = ` xmlns="${schema}" xmlns:xsi="${xsi}" xsi:schemaLocation="${schema} AUTOSAR_00046.xsd"`;
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
  write(element('AUTOSAR', [element('AR-PACKAGES', packages)], attributes), '', lines);
  return `${lines.join('\n')}\n`;
}

function write({ tag, content, attributes }, indent, lines) {
  if (typeof content === 'string') {
    lines.push(`${indent}<${tag}${attributes}>${content}</${tag}>`);
  } else if (content.length === 0) {
    lines.push(`${indent}<${tag}${attributes}/>`);
  } else {
    lines.push(`${indent}<${tag}${attributes}>`);
    for (const inside of content) write(inside, `${indent}  `, lines);
    lines.push(`${indent}</${tag}>`);
  }
}
