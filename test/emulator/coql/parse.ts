/** A comparison of a query: `operator` in lower case, values as they were written, without quotes. */
export interface Comparison {
	readonly kind: 'comparison';
	readonly column: string;
	readonly operator: string;
	readonly values: readonly string[];
}

/** What a record must meet. */
export type Condition =
	Comparison | { readonly kind: 'joint'; readonly isAnd: boolean; readonly left: Condition; readonly right: Condition };

/** A query that was read; what it names need not exist. */
export interface Query {
	readonly columns: readonly string[];
	readonly module: string;
	readonly condition: Condition;
	readonly criteria: number;
	readonly order: readonly { readonly column: string; readonly isAscending: boolean }[];
	readonly offset: number;
	readonly limit: number;
}

/** A query that cannot be read: the details of SYNTAX_ERROR. */
export class QuerySyntaxError extends Error {
	constructor(
		message: string,
		readonly details: Readonly<Record<string, string>>,
	) {
		super(message);
	}
}

const DEFAULT_LIMIT = 200;
const TOKEN =
	/\s*(?:('(?:\\.|''|[^'\\])*'|"(?:\\.|""|[^"\\])*")|([A-Za-z_$][\w.$]*)|(-?\d+(?:\.\d+)?)|(!=|>=|<=|[=<>(),]))/y;

interface Token {
	readonly kind: 'text' | 'word' | 'number' | 'sign';
	readonly text: string;
}

function tokenize(query: string): Token[] {
	const tokens: Token[] = [];
	TOKEN.lastIndex = 0;
	const end = query.trimEnd().length;
	while (TOKEN.lastIndex < end) {
		const at = TOKEN.lastIndex;
		const found = TOKEN.exec(query);
		if (found === null) throw new QuerySyntaxError('error while parsing', { near: query.slice(at, at + 20).trim() });
		const [, text, word, number, sign] = found;
		if (text !== undefined) tokens.push({ kind: 'text', text: unquote(text) });
		else if (word !== undefined) tokens.push({ kind: 'word', text: word });
		else if (number !== undefined) tokens.push({ kind: 'number', text: number });
		else tokens.push({ kind: 'sign', text: sign });
	}
	return tokens;
}

/** A quote inside is escaped by a backslash or doubled (coql 3: unverified which). */
function unquote(text: string): string {
	return text.slice(1, -1).replaceAll(/\\(.)|''|""/g, (pair, escaped?: string) => escaped ?? pair[0]);
}

class Reader {
	private at = 0;
	criteria = 0;

	constructor(
		private readonly tokens: readonly Token[],
		private readonly acceptsFlat: boolean,
	) {}

	get isAtEnd(): boolean {
		return this.at >= this.tokens.length;
	}

	/** Whether the next token is a keyword or sign; it is taken then. */
	takes(text: string): boolean {
		const token = this.tokens[this.at];
		const isNext = token !== undefined && token.kind !== 'text' && token.text.toLowerCase() === text;
		if (isNext) this.at++;
		return isNext;
	}

	expect(text: string): void {
		if (!this.takes(text)) this.refuse();
	}

	refuse(): never {
		throw new QuerySyntaxError('error while parsing', { near: this.tokens[this.at]?.text ?? 'end of query' });
	}

	private take(...kinds: ReadonlyArray<Token['kind']>): string {
		const token = this.tokens[this.at];
		if (token === undefined || !kinds.includes(token.kind)) return this.refuse();
		this.at++;
		return token.text;
	}

	column = (): string => this.take('word', 'text');
	word = (): string => this.take('word');
	value = (): string => this.take('text', 'number', 'word');
	number = (): number => Number(this.take('number'));

	listOf<Entry>(read: () => Entry): Entry[] {
		const entries = [read()];
		while (this.takes(',')) entries.push(read());
		return entries;
	}

	/** Two at a time: of more, pairs must be in brackets (coql 2). */
	condition(): Condition {
		let left = this.term();
		for (let joints = 0; ; joints++) {
			const isAnd = this.takes('and');
			if (!isAnd && !this.takes('or')) return left;
			if (joints > 0 && !this.acceptsFlat) return this.refuse();
			left = { kind: 'joint', isAnd, left, right: this.term() };
		}
	}

	private term(): Condition {
		if (!this.takes('(')) return this.comparison();
		const inner = this.condition();
		this.expect(')');
		return inner;
	}

	private comparison(): Comparison {
		this.criteria++;
		const column = this.column();
		const is = (operator: string, values: readonly string[] = []): Comparison => ({
			kind: 'comparison',
			column,
			operator,
			values,
		});
		if (this.takes('is')) {
			const operator = this.takes('not') ? 'is not null' : 'is null';
			this.expect('null');
			return is(operator);
		}
		const not = this.takes('not') ? 'not ' : '';
		if (this.takes('in')) {
			this.expect('(');
			const values = this.listOf(this.value);
			this.expect(')');
			return is(`${not}in`, values);
		}
		if (this.takes('between')) {
			const low = this.value();
			this.expect('and');
			return is(`${not}between`, [low, this.value()]);
		}
		if (this.takes('like')) return is(`${not}like`, [this.value()]);
		const sign = ['=', '!=', '>=', '<=', '>', '<'].find((one) => not === '' && this.takes(one));
		return sign === undefined ? this.refuse() : is(sign, [this.value()]);
	}

	limits(): { offset: number; limit: number } {
		if (!this.takes('limit')) return { offset: 0, limit: DEFAULT_LIMIT };
		const first = this.number();
		if (this.takes(',')) return { offset: first, limit: this.number() };
		return { limit: first, offset: this.takes('offset') ? this.number() : 0 };
	}
}

/**
 * Reads `select a, b from M where ... order by a desc limit 0, 200`. What the emulator does not answer (aggregates, GROUP BY,
 * aliases, joins, subqueries, custom views) is a syntax error here.
 * Source: COQL, v8 (coql 2). @throws QuerySyntaxError
 */
export function parseQuery(query: string, acceptsFlat: boolean): Query {
	const reader = new Reader(tokenize(query), acceptsFlat);
	reader.expect('select');
	const columns = reader.listOf(reader.column);
	reader.expect('from');
	const module = reader.word();
	if (!reader.takes('where')) throw new QuerySyntaxError('missing clause', { clause: 'where' });
	const condition = reader.condition();
	const order: { column: string; isAscending: boolean }[] = [];
	if (reader.takes('order')) {
		reader.expect('by');
		order.push(
			...reader.listOf(() => {
				const column = reader.column();
				const isDescending = reader.takes('desc');
				if (!isDescending) reader.takes('asc');
				return { column, isAscending: !isDescending };
			}),
		);
	}
	const limits = reader.limits();
	if (!reader.isAtEnd) reader.refuse();
	return { columns, module, condition, criteria: reader.criteria, order, ...limits };
}
