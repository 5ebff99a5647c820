// Writes COMPATIBILITY.md from the table of features, the transcripts and the engine's tables: `npm run docs`.
'use strict';
require('./typescript-require.cjs');
const fs = require('node:fs');
const path = require('node:path');
const { renderCompatibility } = require('./render-compatibility.cjs');
const { areas, beyond } = require('./compatibility-features.cjs');
const { engineLists } = require('./engine-lists.ts');
const { countSources, GOLDEN_FOLDER } = require('../engine/tests/golden-runner/count.ts');

const textOf = (name) => fs.readFileSync(path.join(GOLDEN_FOLDER, name), 'utf8');
fs.writeFileSync(path.join(__dirname, '..', 'COMPATIBILITY.md'), renderCompatibility({ areas, beyond, counts: countSources(), lists: engineLists(), textOf }));
