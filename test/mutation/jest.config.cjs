/** The suites of `jest.config.js` that a mutation run takes, with the mutants in the code. */
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { projects } = require('../../jest.config.js');

const SUITES = ['unit', 'records', 'users', 'import', 'seam'];
const root = path.resolve(__dirname, '..', '..');
const mutants = JSON.parse(readFileSync(process.env.MUTANTS, 'utf8'));

module.exports = {
	rootDir: root,
	projects: projects
		.filter(({ displayName }) => SUITES.includes(displayName))
		.map(({ transform, ...project }) => {
			const [[pattern, [, options]]] = Object.entries(transform);
			return {
				...project,
				transform: { [pattern]: [path.join(__dirname, 'transform.cjs'), { ...options, root, mutants }] },
				setupFilesAfterEnv: [...(project.setupFilesAfterEnv ?? []), path.join(__dirname, 'switch.cjs')],
			};
		}),
	testTimeout: 180_000,
};
