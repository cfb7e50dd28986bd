/** Says which mutant is on, and takes down which of them a test file comes past. */
const { appendFileSync } = require('node:fs');

const on = Number(process.env.MUTANT ?? -1);
const met = new Set();

globalThis.isMutant = (id) => {
	met.add(id);
	return id === on;
};

const { MUTANTS_MET: file } = process.env;
if (file !== undefined)
	afterAll(() => appendFileSync(file, `${JSON.stringify({ test: expect.getState().testPath, met: [...met] })}\n`));
