import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { Route } from './contract';
import { createSwitches } from './switches';

/** The README's table of routes, each with the page of Zoho's documentation that it follows. */
export function routeTable(routes: readonly Route[]): string {
	const rows = routes.map(({ method, path: place, source }) => `| \`${method} ${place}\` | ${source} |`);
	return ['| Call | Page of the documentation |', '|---|---|', ...rows].join('\n');
}

/** Every switch of an area whose other values are known, each with one of them. */
export function otherSettings(area: string): Array<readonly [name: string, value: unknown]> {
	return readSwitches(path.join(__dirname, area, 'switches.ts')).flatMap(({ name, others }) =>
		others.flatMap((text) =>
			/^(".*"|true|false|\d+)$/.test(text) ? [[name, JSON.parse(text) as unknown] as const] : [],
		),
	);
}

/** The README's tables of switches, one for each area, from the area's `switches.ts`. */
export function switchTables(): string {
	return readdirSync(__dirname, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => ({ name, switches: readSwitches(path.join(__dirname, name, 'switches.ts')) }))
		.filter(({ switches }) => switches.length > 0)
		.sort((one, other) => one.name.localeCompare(other.name))
		.map(({ name, switches }) => [`### ${name}`, '', ...HEAD, ...switches.map(rowOf)].join('\n'))
		.join('\n\n');
}

const HEAD = ['| Switch | Default | Other values | Meaning, and source |', '|---|---|---|---|'];

interface DescribedSwitch {
	readonly name: string;
	readonly others: readonly string[];
	readonly text: string;
}

function rowOf({ name, others, text }: DescribedSwitch): string {
	const standard: unknown = new Map<string, unknown>(Object.entries(createSwitches())).get(name);
	return `| \`${name}\` | \`${JSON.stringify(standard)}\` | ${others.map((value) => `\`${value}\``).join(' ')} | ${text} |`;
}

/** The properties of the object that a `switches.ts` exports, with their docstrings; none where there is no such file. */
function readSwitches(file: string): DescribedSwitch[] {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch {
		return [];
	}
	const switches: DescribedSwitch[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isPropertyAssignment(node))
			switches.push({ name: node.name.getText(), others: otherValues(node.initializer), text: docstringOf(node) });
		else ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
	return switches;
}

/** What stands behind the default in `oneOf`; what `nullOr` may hold; the other truth value. */
function otherValues(value: ts.Expression): string[] {
	if (value.kind === ts.SyntaxKind.TrueKeyword) return ['false'];
	if (value.kind === ts.SyntaxKind.FalseKeyword) return ['true'];
	if (!ts.isCallExpression(value)) return [];
	return value.expression.getText() === 'oneOf'
		? value.arguments.slice(1).map((argument) => argument.getText().replaceAll("'", '"'))
		: (value.typeArguments ?? []).map((type) => type.getText());
}

function docstringOf(node: ts.Node): string {
	return ts
		.getJSDocCommentsAndTags(node)
		.map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
		.join(' ');
}
