// The culture of a call of FORMAT or PARSE: the one that is named, or that of the session's language. Knows no formats.
import { Messages } from '../../errors/catalogue';
import { notSupported } from '../../errors/not-supported';
import { raise } from '../../errors/sql-error';
import { cultureNamed, cultureOfLanguage, type Culture } from '../../types/datetime/cultures';
import { languageNamed } from '../../types/datetime/languages';

/** The culture of that name, or without one of the session's language. Raises 9818 for what names no culture. */
export function cultureOf(functionName: string, name: string | undefined, language: string): Culture {
  if (name === undefined || name === '') {
    const own = cultureOfLanguage(languageNamed(language)?.lcid ?? 0);
    if (!own) throw notSupported(`${functionName} without a culture under SET LANGUAGE ${language}`);
    return own;
  }
  const found = cultureNamed(name);
  if (found) return found;
  if (!/^[a-z]+(?:[-_][a-z0-9]+)*$/i.test(name)) throw raise(Messages.CultureNotSupported, { culture: name });
  throw notSupported(`${functionName} with the culture '${name}'`);
}

/** What a culture has; refused where it is not the same in all releases of Windows. */
export function known<T>(part: T | undefined, format: string, { name }: Culture): T {
  if (part === undefined) throw notSupported(`FORMAT '${format}' with the culture '${name}'`);
  return part;
}
