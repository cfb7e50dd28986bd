/** Builds `dist/`, the one folder that is published: compiled code, codex files and icons. */
const { spawn } = require('node:child_process');
const { existsSync, globSync, readFileSync, rmSync } = require('node:fs');
const path = require('node:path');
const { dest, series, src } = require('gulp');
const { credentials, nodes } = require('./package.json').n8n;

async function clean() {
	rmSync('dist', { recursive: true, force: true });
}

function compile() {
	return spawn(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
		stdio: 'inherit',
	});
}

/** The sources' layout is kept, so that `file:../../icons/x.svg` means the same in `nodes/` and in `dist/nodes/`. */
function copyAssets() {
	return src(['icons/*.svg', 'nodes/**/*.node.json'], { base: '.', encoding: false }).pipe(dest('dist'));
}

/** The icons that a compiled file names, as paths. */
function iconsOf(file) {
	const names = readFileSync(file, 'utf8').matchAll(/['"]file:([^'"]+)['"]/g);
	return [...names].map(([, name]) => path.join(path.dirname(file), name));
}

/** A missing icon or codex file shows only in the editor, as a blank: so it stops the build here. */
async function checkReferences() {
	const codexFiles = nodes.map((file) => file.replace(/\.js$/, '.json'));
	const compiled = globSync('dist/{nodes,credentials}/**/*.js');
	const missing = [...credentials, ...nodes, ...codexFiles, ...compiled.flatMap(iconsOf)].filter(
		(file) => !existsSync(file),
	);
	if (missing.length > 0) throw new Error(`dist lacks files that are referred to: ${[...new Set(missing)].join(', ')}`);
}

exports.build = series(clean, compile, copyAssets, checkReferences);
exports.default = exports.build;
