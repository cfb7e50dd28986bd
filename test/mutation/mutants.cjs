/**
 * Finds the places of a source file at which a small change should make a test fail.
 * A mutant is `{ kind, start, end, line, original, replacement, form }`: the text from `start` to `end` and what takes its place.
 */
const ts = require('typescript');

const BINARY = {
	'<': '<=',
	'<=': '<',
	'>': '>=',
	'>=': '>',
	'===': '!==',
	'!==': '===',
	'&&': '||',
	'||': '&&',
	'+': '-',
	'-': '+',
	'*': '/',
	'/': '*',
	'%': '*',
};
/** Methods without which their chain still runs. */
const LEFT_OUT = new Set(['trim', 'toLowerCase', 'toUpperCase', 'normalize', 'filter', 'slice', 'sort', 'reverse']);
const SWAPPED = new Map(
	[
		['some', 'every'],
		['startsWith', 'endsWith'],
		['min', 'max'],
	].flatMap(([one, other]) => [
		[one, other],
		[other, one],
	]),
);

const isCondition = (node) =>
	(ts.isIfStatement(node.parent) && node.parent.expression === node) ||
	(ts.isWhileStatement(node.parent) && node.parent.expression === node) ||
	(ts.isConditionalExpression(node.parent) && node.parent.condition === node);

/** Adding to a text is no sum. */
const hasText = (node) =>
	ts.isStringLiteralLike(node) ||
	ts.isTemplateExpression(node) ||
	(ts.isBinaryExpression(node) && (hasText(node.left) || hasText(node.right)));

/** @returns `[kind, replacement]` of each way in which an expression can be changed */
function changesOf(node, source) {
	const text = (part) => part.getText(source);
	if (isCondition(node)) return [['condition', `!(${text(node)})`]];
	if (ts.isBinaryExpression(node)) {
		const operator = text(node.operatorToken);
		if (operator === '??') return [['operator', text(node.left)]];
		if (BINARY[operator] === undefined || hasText(node)) return [];
		return [['operator', `(${text(node.left)}) ${BINARY[operator]} (${text(node.right)})`]];
	}
	if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
		return [['negation', text(node.operand)]];
	if (node.kind === ts.SyntaxKind.TrueKeyword) return [['boolean', 'false']];
	if (node.kind === ts.SyntaxKind.FalseKeyword) return [['boolean', 'true']];
	if (ts.isNumericLiteral(node)) return [['number', `(${text(node)} + 1)`]];
	if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
		const [, body, flags] = /^\/(.*)\/(\w*)$/s.exec(text(node));
		const open = body.replace(/^\^/, '').replace(/\$$/, '');
		return open === body || open === '' ? [] : [['anchors', `/${open}/${flags}`]];
	}
	// What follows `?.` belongs to its chain, which ends where nothing is there.
	if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && !ts.isOptionalChain(node)) {
		const { expression: object, name } = node.expression;
		if (LEFT_OUT.has(name.text)) return [['call left out', text(object)]];
		const other = SWAPPED.get(name.text);
		if (other !== undefined) return [['call', `${text(object)}.${other}(${node.arguments.map(text).join(', ')})`]];
	}
	return [];
}

/** A statement that does something can be left out. */
const isEffect = (node) =>
	ts.isExpressionStatement(node) &&
	(ts.isCallExpression(node.expression) ||
		ts.isAwaitExpression(node.expression) ||
		ts.isPostfixUnaryExpression(node.expression) ||
		ts.isBinaryExpression(node.expression));

/** What has no meaning when it runs, or may not be wrapped. */
const isOutOfReach = (node) =>
	ts.isTypeNode(node) ||
	ts.isInterfaceDeclaration(node) ||
	ts.isTypeAliasDeclaration(node) ||
	ts.isImportDeclaration(node) ||
	ts.isExportDeclaration(node);

function isValue(node) {
	const { parent } = node;
	return !ts.isLiteralTypeNode(parent) && !(ts.isPropertyAssignment(parent) && parent.name === node);
}

exports.findMutants = function findMutants(code, fileName) {
	const source = ts.createSourceFile(fileName, code, ts.ScriptTarget.ES2023, true);
	const mutants = [];
	const add = (node, form, kind, replacement) => {
		const start = node.getStart(source);
		const line = source.getLineAndCharacterOfPosition(start).line + 1;
		mutants.push({ kind, form, start, end: node.end, line, original: node.getText(source), replacement });
	};
	const visit = (node) => {
		if (isOutOfReach(node)) return;
		if (isEffect(node)) add(node, 'statement', 'statement left out', '');
		else if (isValue(node))
			for (const [kind, replacement] of changesOf(node, source)) add(node, 'expression', kind, replacement);
		ts.forEachChild(node, visit);
	};
	ts.forEachChild(source, visit);
	return mutants;
};

/** The code with every mutant in it: `globalThis.isMutant(id)` says at run time which one is on. */
exports.withMutants = function withMutants(code, mutants) {
	const inOrder = [...mutants].sort((one, other) => one.start - other.start || other.end - one.end);
	/** The text from `start` to `end`, with the mutants from place `next` on that lie in it. */
	const render = (start, end, next) => {
		let text = '';
		let at = start;
		let place = next;
		while (place < inOrder.length && inOrder[place].start < end) {
			const mutant = inOrder[place];
			const [inner, after] = render(mutant.start, mutant.end, place + 1);
			const isOn = `globalThis.isMutant(${mutant.id})`;
			text += code.slice(at, mutant.start);
			text +=
				mutant.form === 'statement'
					? `{ if (!${isOn}) { ${inner} } }`
					: `(${isOn} ? (${mutant.replacement}) : (${inner}))`;
			at = mutant.end;
			place = after;
		}
		return [text + code.slice(at, end), place];
	};
	return render(0, code.length, 0)[0];
};
