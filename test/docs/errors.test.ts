// ERRORS.md says what the two catalogues say.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Messages } from '../../engine/src/errors/catalogue';
import { NOT_SUPPORTED_NUMBER } from '../../engine/src/errors/not-supported';
import { presetErrorTexts } from '../../src/errors';
import { read } from './documents';

const { renderErrors } = jest.requireActual<{ renderErrors(tables: object): string }>('../../tools/render-errors.cjs');

it('ERRORS.md is up to date', () => {
  const isUpToDate = read('ERRORS.md') === renderErrors({ messages: Messages, notSupportedNumber: NOT_SUPPORTED_NUMBER, presetErrors: presetErrorTexts() });
  expect(isUpToDate ? 'up to date' : 'run npm run docs').toBe('up to date');
});

it('every code of the preset is met by a test', () => {
  const folder = path.join(__dirname, '..');
  const texts = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts')).map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  expect(presetErrorTexts().map(({ code }) => code).filter((code) => !texts.some((text) => new RegExp(`\\b${code}\\b`).test(text)))).toEqual([]);
});

it('no two messages say the same under one number and state', () => {
  const texts = Object.values(Messages).map((entry) => `${entry.number} ${entry.state} ${entry.text}`);
  expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
});
