// Where a node stands, as messages of schemas and of validation say it, and what a prefix stands for there.
import type { XmlElement, XmlParent } from '../xml/xml-document';
import type { Named } from './components';

/** `/*:order[1]/*:line[2]`: each element with its number among those of its name. */
export function locationOf(element: XmlElement): string {
  let path = '';
  for (let at: XmlParent = element; at.kind === 'element'; at = at.parent) {
    const { local } = at;
    let position = 0;
    for (const sibling of at.parent.children) {
      if (sibling.kind === 'element' && sibling.local === local) position += 1;
      if (sibling === at) break;
    }
    path = `/*:${local}[${position}]${path}`;
  }
  return path;
}

/** The namespace of a prefix, '' for the default one; undefined where it is not declared. */
function namespaceOf(element: XmlElement, prefix: string): string | undefined {
  for (let at: XmlParent = element; at.kind === 'element'; at = at.parent) {
    const found = at.declarations.find((declaration) => declaration.prefix === prefix);
    if (found) return found.uri;
  }
  return prefix === '' ? '' : undefined;
}

/** The name that a text such as `p:local` has at an element; undefined where its prefix is not declared. */
export function nameAt(element: XmlElement, written: string): Named | undefined {
  const [prefix = '', local = ''] = written.includes(':') ? written.split(':') : ['', written];
  const uri = namespaceOf(element, prefix);
  return uri === undefined ? undefined : { uri, local };
}
