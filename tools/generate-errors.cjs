// Writes ERRORS.md from the two catalogues of errors: `npm run docs`.
'use strict';
require('./typescript-require.cjs');
const fs = require('node:fs');
const path = require('node:path');
const { renderErrors } = require('./render-errors.cjs');
const { Messages } = require('../engine/src/errors/catalogue.ts');
const { NOT_SUPPORTED_NUMBER } = require('../engine/src/errors/not-supported.ts');
const { presetErrorTexts } = require('../src/errors.ts');

const file = path.join(__dirname, '..', 'ERRORS.md');
fs.writeFileSync(file, renderErrors({ messages: Messages, notSupportedNumber: NOT_SUPPORTED_NUMBER, presetErrors: presetErrorTexts() }));
