/** Compiles as all tests do, with the mutants of the run in the code. */
const { createHash } = require('node:crypto');
const path = require('node:path');
const swc = require('@swc/jest');
const { withMutants } = require('./mutants.cjs');

exports.createTransformer = ({ root, mutants, ...options }) => {
	const compiler = swc.createTransformer(options);
	const place = (file) => path.relative(root, file).split(path.sep).join('/');
	const change = (code, file) => (mutants[place(file)] === undefined ? code : withMutants(code, mutants[place(file)]));
	const version = createHash('sha256').update(JSON.stringify(mutants)).digest('hex');
	return {
		...compiler,
		getCacheKey: (code, file, request) =>
			createHash('sha256')
				.update(version)
				.update(compiler.getCacheKey(code, file, request))
				.digest('hex'),
		process: (code, file, request) => compiler.process(change(code, file), file, request),
	};
};
