import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { isObject } from '../../emulator/json';
import type { Correction } from './correction';
import { readDocuments, type Document, type Version } from './documents';
import { findOperation, listOperations, type Operation } from './operations';

/** One call as it was sent and answered. */
export interface Exchange {
	readonly method: string;
	readonly path: string;
	readonly query: Readonly<Record<string, string>>;
	/** Lower-case names. */
	readonly headers: Readonly<Record<string, string>>;
	/** JSON that was sent; undefined when it was none. */
	readonly body: unknown;
	readonly status: number;
	/** JSON that was answered; undefined when it was none. */
	readonly answer: unknown;
	/** Whether the request is meant to be right: those of our nodes always, those of the cases unless they try a refusal. */
	readonly isRightRequest: boolean;
}

/** A place where an exchange and Zoho's files disagree. */
export interface Disagreement {
	readonly file: string;
	/** Method, path as the file writes it, and what of it: `POST /crm/v8/upload answer 400`. */
	readonly about: string;
	/** Where and what: `/details/id must be string, is 7`. */
	readonly message: string;
}

/** The files that describe what the emulator serves. */
const NAMES: Readonly<Record<Version, readonly string[]>> = {
	'v8.0': [
		'record.json',
		'users.json',
		'org.json',
		'modules.json',
		'fields.json',
		'layouts.json',
		'custom_views.json',
		'profiles.json',
		'roles.json',
		'bulk_write.json',
		'convert_lead.json',
		'conversion_option.json',
		'users_transfer_delete.json',
		'tags.json',
		'assignment_rules.json',
		'territories.json',
		'currencies.json',
		'pick_list_values.json',
	],
	'v8.0-2026': [
		'record.json',
		'module_search.json',
		'record_count.json',
		'users.json',
		'org.json',
		'modules.json',
		'fields.json',
		'layouts.json',
		'custom_views.json',
		'profiles.json',
		'roles.json',
		'bulk_write.json',
		'upload.json',
		'convert.json',
		'conversion_option.json',
		'users_transfer.json',
		'tags.json',
		'assignment_rules.json',
		'territories.json',
		'currencies.json',
		'pick_list_values.json',
	],
};

const BASE = 'https://openapi.test/';

/** Zoho's OpenAPI files of one version, corrected, ready to hold exchanges against. */
export class Specification {
	private readonly operations: readonly Operation[];
	private readonly ajv: Ajv;
	/** For parameters, which are texts on the way: numbers and booleans are read from them. */
	private readonly coercing: Ajv;
	private readonly validators = new Map<string, ValidateFunction>();

	/** @param names of the files whose operations are wanted; default all */
	constructor(
		private readonly version: Version,
		corrections: readonly Correction[],
		names: readonly string[] = NAMES[version],
	) {
		const documents = readDocuments(version, names, corrections);
		this.operations = listOperations(documents.slice(0, names.length));
		this.ajv = this.createAjv(documents, false);
		this.coercing = this.createAjv(documents, true);
	}

	private createAjv(documents: readonly Document[], coerceTypes: boolean): Ajv {
		const Validator = this.version === 'v8.0' ? Ajv : Ajv2020;
		const ajv = new Validator({
			strict: false,
			allErrors: true,
			verbose: true,
			validateSchema: false,
			logger: false,
			coerceTypes: coerceTypes ? 'array' : false,
		});
		addFormats(ajv);
		for (const format of ['int32', 'int64', 'float', 'double', 'binary', 'byte']) ajv.addFormat(format, true);
		for (const { file, content } of documents) ajv.addSchema(content, BASE + file, undefined, false);
		return ajv;
	}

	/** What is wrong about an exchange; null if no file describes the path. */
	check(exchange: Exchange): Disagreement[] | null {
		const operation = findOperation(this.operations, exchange.method, exchange.path);
		if (operation === undefined) return null;
		const disagree = (part: string) => (message: string) => ({
			file: operation.file,
			about: `${operation.method} ${operation.template} ${part}`,
			message,
		});
		const request = exchange.isRightRequest
			? [
					...this.checkParameters(operation, exchange).map(disagree('parameters')),
					...this.checkBody(operation, exchange).map(disagree('request')),
				]
			: [];
		return [...request, ...this.checkAnswer(operation, exchange).map(disagree(`answer ${exchange.status}`))];
	}

	private checkParameters(operation: Operation, exchange: Exchange): string[] {
		const messages: string[] = [];
		const known = new Set<string>();
		for (const { name, place, isRequired, pointer } of operation.parameters) {
			if (place === 'path') continue;
			if (place === 'query') known.add(name);
			const value = place === 'query' ? exchange.query[name] : exchange.headers[name.toLowerCase()];
			if (value === undefined) {
				if (isRequired) messages.push(`${place} ${name} is missing`);
			} else {
				messages.push(
					...this.validate(this.coercing, operation.file, pointer, value).map(
						(message) => `${place} ${name}${message}`,
					),
				);
			}
		}
		return [
			...messages,
			...Object.keys(exchange.query)
				.filter((name) => !known.has(name))
				.map((name) => `query ${name} is unknown`),
		];
	}

	private checkBody({ file, requestBody }: Operation, { headers, body }: Exchange): string[] {
		const type = headers['content-type']?.split(';')[0];
		if (type === undefined || (body === undefined && headers['content-length'] === '0'))
			return requestBody.isRequired ? ['the body is missing'] : [];
		const pointer = requestBody.schemas.get(type);
		if (pointer === undefined) return [`a body of ${type} is not described`];
		return type === 'application/json' ? this.validate(this.ajv, file, pointer, body) : [];
	}

	private checkAnswer({ file, answers }: Operation, { status, answer }: Exchange): string[] {
		const pointers = answers.get(String(status));
		if (pointers === undefined) return ['is not described'];
		if (answer === undefined) return pointers.has('application/json') ? ['has no body'] : [];
		const pointer = pointers.get('application/json');
		return pointer === undefined
			? ['has a body that is not described']
			: this.validate(this.ajv, file, pointer, answer);
	}

	private validate(ajv: Ajv, file: string, pointer: string, value: unknown): string[] {
		const key = `${ajv === this.ajv ? 'exact' : 'coercing'} ${BASE}${file}#${pointer}`;
		const validator = this.validators.get(key) ?? ajv.compile({ $ref: `${BASE}${file}#${pointer}` });
		this.validators.set(key, validator);
		return validator(value) ? [] : [...new Set((validator.errors ?? []).map(describe))];
	}
}

function describe({ instancePath, message, params, data, schemaPath }: ErrorObject): string {
	const more =
		'additionalProperty' in params
			? ` (${String(params.additionalProperty)})`
			: 'allowedValues' in params
				? ` ${JSON.stringify(params.allowedValues)}`
				: '';
	const shown = isObject(data) || Array.isArray(data) ? '' : `, is ${JSON.stringify(data)}`;
	return `${instancePath} ${message ?? ''}${more}${shown} [${schemaPath}]`;
}
