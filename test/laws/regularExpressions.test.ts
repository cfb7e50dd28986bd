import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';
import ts from 'typescript';
import { MAX_VALUE_LENGTH } from '../../nodes/shared/values/lengths';

const root = path.resolve(__dirname, '..', '..');

interface Expression {
	/** File and line. */
	readonly place: string;
	readonly regExp: RegExp;
}

/** Every regular expression of a file, from its syntax tree: literals, and those made of the texts of its own constants. */
function expressionsOf(file: string): Expression[] {
	const text = readFileSync(path.join(root, file), 'utf8');
	const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	const constants = createContext({});
	const found: Expression[] = [];
	const evaluate = (node: ts.Node): unknown => runInContext(`(${node.getText()})`, constants);
	const visit = (node: ts.Node): void => {
		const isMade = ts.isNewExpression(node) && node.expression.getText() === 'RegExp';
		if (ts.isRegularExpressionLiteral(node) || isMade) {
			const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
			const { source, flags } = evaluate(node) as RegExp;
			found.push({ place: `${file}:${line + 1}`, regExp: new RegExp(source, flags) });
		}
		const isText =
			ts.isVariableDeclaration(node) &&
			ts.isSourceFile(node.parent.parent.parent) &&
			node.initializer !== undefined &&
			isMadeOfText(node.initializer);
		if (isText) Object.assign(constants, { [node.name.getText()]: evaluate(node.initializer) });
		ts.forEachChild(node, visit);
	};
	visit(tree);
	return found;
}

function isMadeOfText(node: ts.Node): boolean {
	return (
		(ts.isStringLiteral(node) ||
			ts.isTemplateExpression(node) ||
			ts.isNoSubstitutionTemplateLiteral(node) ||
			(ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'String.raw')) &&
		!node.getText().includes('(')
	);
}

/** Beginnings after which an expression may go on with what is repeated. */
const HEADS = [
	...['', '0', '0.', '1', '-', 'a', 'x', ' ', '"', '[', '{', '(', '$', '.', '1e', '1,', '1.5', 'a@', 'a@b.'],
	...[
		'1/1/2026',
		'2026-05-01',
		'2026-05-01T10:00',
		'1 May 2026',
		'May 1 2026',
		'Fri ',
		'10:00 pm',
		' 10:00:00.0',
		' (',
		'GMT+1',
	],
	...[
		'importn8n',
		'importn8n1x',
		'[ZohoCRM]import',
		'import ',
		'import n8n1x000000: rows 1 to 2, ',
		'n8n1x000000',
		'n8n',
	],
	...[
		'/crm/v8/',
		'/crm/bulk/v8/',
		'$.data[0].',
		'https://',
		'http://',
		'={{ $json',
		'={{ $json["',
		'<',
		'zcrm_',
		'file',
		'sep=,',
	],
];
/** What keeps an expression from matching at the end of a long repetition. */
const TAILS = ['', 'x', '1', '!', '\n', '\nx', '.', ' ', ':', 'A', '_'];
const UNITS = [
	...'01aAexTzZ \t\n\r.,-+/:;"\'()[]{}\\=@$_%&<>’',
	'\u00a0',
	'é',
	'\u0301',
	'\u{1f600}',
	'.0',
	'0.',
	',0',
	'0,',
	'1,111',
	' 1',
	'1 ',
	' -',
	'- ',
	'a.',
	'.a',
	'a@',
	'""',
	'\r\n',
	'\n\r',
	'[]',
	'["a"]',
	'.aa',
	'x0',
	'n8n',
	'xaaaaaa',
	'()',
	' a',
	'a ',
	'/1',
	'1/',
	'&#',
];

/** Lengths at which an expression is tried, and what a run takes at most there if it is linear: usually a hundredth of it. */
const STEPS = [
	{ length: 25, mostMs: 1 },
	{ length: 500, mostMs: 0.03 },
	{ length: 2_000, mostMs: 0.3 },
	{ length: 8_000, mostMs: 5 },
];

/** The least that a few runs take: others use the processor too. */
function millisecondsFor(regExp: RegExp, text: string, enoughMs: number): number {
	let least = Infinity;
	for (let run = 0; run < 3 && least > enoughMs; run += 1) {
		const startedAt = performance.now();
		regExp.lastIndex = 0;
		if (regExp.global) text.replace(regExp, '');
		else regExp.test(text);
		least = Math.min(least, performance.now() - startedAt);
	}
	return least;
}

/**
 * Expressions that are given texts up to a length only, and that length: beyond it their cost may grow as it will.
 * `test/unit/values` and `test/unit/import` hold the guards in front of them.
 */
const BOUNDED: ReadonlyMap<string, number> = new Map([
	['0+$', 2 * MAX_VALUE_LENGTH],
	[String.raw`[\s\-(]*\d{1,9}\)?$`, 255],
	[String.raw`^(?:\[ZohoCRM\]import|importn8n[A-Za-z0-9]*?x[a-z0-9]{6,}:)`, 90],
	['^importn8n[A-Za-z0-9]*?x[a-z0-9]{6,}?(?:brokeoff:|:therejectfile)', 90],
]);

/** Whether the cost of an input grows faster than its length: it is slow at each length, or very slow at one. */
function isHostile(regExp: RegExp, [head, unit, tail]: readonly string[]): boolean {
	for (const { length, mostMs } of STEPS) {
		const most = BOUNDED.get(regExp.source) ?? Infinity;
		const text = (head + unit.repeat(Math.ceil(Math.min(length, most) / unit.length))).slice(0, most) + tail;
		const takenMs = millisecondsFor(regExp, text, mostMs);
		if (takenMs > 100) return true;
		if (length > STEPS[0].length && takenMs <= mostMs) return false;
	}
	return true;
}

/** Shapes of inputs whose cost grows faster than their length; the first of each unit. */
function hostileShapes({ flags, source }: RegExp): string[] {
	const regExp = new RegExp(source, flags);
	const found: string[] = [];
	for (const unit of UNITS) {
		const shape = HEADS.flatMap((head) => TAILS.map((tail) => [head, unit, tail])).find((shape) =>
			isHostile(regExp, shape),
		);
		if (shape !== undefined) found.push(JSON.stringify(shape));
	}
	return found;
}

describe('regular expressions', () => {
	const files = globSync('{nodes,credentials}/**/*.ts', { cwd: root }).sort();
	const expressions = files.flatMap(expressionsOf);

	it('are found in the sources', () => {
		expect(expressions.length).toBeGreaterThan(80);
	});

	it.each(expressions.map(({ place, regExp }) => ({ place, regExp, shown: String(regExp) })))(
		'take a time that grows with the length of the text: $place $shown',
		({ regExp }) => {
			expect(hostileShapes(regExp)).toEqual([]);
		},
	);
});
