import type {
	ICredentialType,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');

/** The part of package.json that n8n reads. */
const manifest: { name: string; n8n: { nodes: string[]; credentials: string[] } } = JSON.parse(
	readFileSync(path.join(root, 'package.json'), 'utf8'),
);

export const packageName = manifest.name;

/** A node or credential class of the package, made from its source. */
export interface SourceClass<Instance> {
	readonly className: string;
	/** Path of the source without its extension. */
	readonly source: string;
	readonly instance: Instance;
}

function load<Instance>(distFile: string): SourceClass<Instance> {
	const source = path.join(root, distFile.replace(/^dist\//, '').replace(/\.js$/, ''));
	const className = path.basename(source).split('.')[0];
	// Which classes there are stands in package.json.
	const exported: Record<string, new () => Instance> = require(source);
	return { className, source, instance: new exported[className]() };
}

export const nodeClasses = manifest.n8n.nodes.map((file) => load<INodeType>(file));
export const credentialClasses = manifest.n8n.credentials.map((file) => load<ICredentialType>(file));

/** A parameter and where it stands: `operation`, `options > waitSeconds`. */
export interface PlacedParameter {
	readonly place: string;
	readonly parameter: INodeProperties;
}

function isParameter(
	option: INodePropertyOptions | INodeProperties | INodePropertyCollection,
): option is INodeProperties {
	return 'type' in option && 'displayName' in option;
}

function isGroup(
	option: INodePropertyOptions | INodeProperties | INodePropertyCollection,
): option is INodePropertyCollection {
	return 'values' in option;
}

/** Every parameter of a form, those inside collections included. */
export function walkParameters(parameters: readonly INodeProperties[], above = ''): PlacedParameter[] {
	return parameters.flatMap((parameter) => {
		const shownFor = [
			...(parameter.displayOptions?.show?.resource ?? []),
			...(parameter.displayOptions?.show?.operation ?? []),
		].join('/');
		const place = `${above}${parameter.name}${shownFor === '' ? '' : ` (${shownFor})`}`;
		const inner = (parameter.options ?? []).flatMap((option) => {
			if (isGroup(option)) return walkParameters(option.values, `${place} > ${option.name} > `);
			return isParameter(option) ? walkParameters([option], `${place} > `) : [];
		});
		return [{ place, parameter }, ...inner];
	});
}

/** The choices of a menu; the entries of a collection count as choices too, because they are picked from a menu. */
export function choicesOf(parameter: INodeProperties): { readonly name: string; readonly value: string }[] {
	return (parameter.options ?? []).map((option) => {
		if (isParameter(option) || isGroup(option)) return { name: option.displayName, value: option.name };
		return { name: option.name, value: String(option.value) };
	});
}
