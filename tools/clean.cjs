// Empties the build folders of both packages, so that no file of a former name is ever packed.
const { rmSync } = require('node:fs');
const { join } = require('node:path');

for (const folder of ['dist', 'engine/dist']) rmSync(join(__dirname, '..', folder), { recursive: true, force: true });
