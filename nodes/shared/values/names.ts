/** Names of months and weekdays, and words for yes and no, that texts may have. All in lower case, without a point at the end. */
export interface Names {
	/** Months from 1, by name and by its shortened forms of three letters and more. */
	readonly months: ReadonlyMap<string, number>;
	readonly weekdays: ReadonlySet<string>;
	readonly booleans: ReadonlyMap<string, boolean>;
}

const YES = ['true', '1', 'yes', 'y', 'on', 'x', 't'];
const NO = ['false', '0', 'no', 'n', 'off', 'f'];

/** Words for yes and for no that exports write, by language. */
const WORDS: Readonly<Record<string, readonly [yes: readonly string[], no: readonly string[]]>> = {
	cs: [
		['ano', 'pravda'],
		['ne', 'nepravda'],
	],
	da: [
		['ja', 'sand', 'sandt'],
		['nej', 'falsk'],
	],
	de: [
		['ja', 'j', 'wahr'],
		['nein', 'falsch'],
	],
	es: [['sí', 'si', 's', 'verdadero'], ['falso']],
	fi: [
		['kyllä', 'tosi'],
		['ei', 'epätosi'],
	],
	fr: [
		['oui', 'o', 'vrai'],
		['non', 'faux'],
	],
	hu: [
		['igen', 'igaz'],
		['nem', 'hamis'],
	],
	it: [['sì', 'si', 's', 'vero'], ['falso']],
	nb: [
		['ja', 'sann'],
		['nei', 'usann'],
	],
	nl: [
		['ja', 'j', 'waar'],
		['nee', 'onwaar'],
	],
	pl: [
		['tak', 'prawda'],
		['nie', 'fałsz'],
	],
	pt: [
		['sim', 's', 'verdadeiro'],
		['não', 'nao', 'falso'],
	],
	ru: [
		['да', 'истина'],
		['нет', 'ложь'],
	],
	sv: [
		['ja', 'sant'],
		['nej', 'falskt'],
	],
	tr: [
		['evet', 'doğru'],
		['hayır', 'yanlış'],
	],
};

/** A name as it is looked up. */
export const foldName = (name: string): string => name.normalize('NFC').toLowerCase().replace(/\.$/, '');

const SHORTEST = 3;

/** The names of a month or weekday: in a sentence and alone, long and short. */
function namesIn(language: string, date: Date, part: 'month' | 'weekday'): string[] {
	const around: readonly Intl.DateTimeFormatOptions[] = [{}, { day: 'numeric' }, { day: 'numeric', year: 'numeric' }];
	const found = (['long', 'short'] as const).flatMap((form) =>
		around.map((others) =>
			new Intl.DateTimeFormat(language, { ...others, [part]: form, timeZone: 'UTC', calendar: 'gregory' })
				.formatToParts(date)
				.filter(({ type }) => type === part)
				.map(({ value }) => foldName(value))
				.join(''),
		),
	);
	return found.filter((name) => /^\p{L}[\p{L}\p{M}.’']*$/u.test(name));
}

/** A name and its shortened forms. */
function formsOf(name: string): string[] {
	const letters = Array.from(name);
	return letters.slice(SHORTEST - 1).map((_, at) => letters.slice(0, at + SHORTEST).join(''));
}

/** Adds the months of a language. A form that would mean two months means none. */
function addMonths(months: Map<string, number>, language: string): void {
	for (let month = 1; month <= 12; month += 1) {
		const whole = namesIn(language, new Date(Date.UTC(2024, month - 1, 1)), 'month');
		for (const name of new Set(whole.flatMap((one) => [one, ...formsOf(one)]))) {
			const other = months.get(name) ?? month;
			months.set(name, other === month ? month : 0);
		}
	}
}

const known = new Map<string, Names>();

/**
 * The names of English and of one more language.
 * @param language BCP 47 tag such as `de` or `pt-BR`; null for English alone
 */
export function namesOf(language: string | null): Names {
	const key = language ?? '';
	const before = known.get(key);
	if (before !== undefined) return before;
	const languages = language === null ? ['en'] : ['en', language];
	const months = new Map<string, number>();
	for (const one of languages) addMonths(months, one);
	const weekdays = new Set(
		languages.flatMap((one) =>
			[0, 1, 2, 3, 4, 5, 6].flatMap((day) => namesIn(one, new Date(Date.UTC(2024, 0, 1 + day)), 'weekday')),
		),
	);
	const [yes, no] = WORDS[key.split('-')[0].toLowerCase()] ?? [[], []];
	const booleans = new Map([
		...[...YES, ...yes].map((word) => [word, true] as const),
		...[...NO, ...no].map((word) => [word, false] as const),
	]);
	const names = { months, weekdays, booleans };
	known.set(key, names);
	return names;
}

/** Whether this n8n knows a language by its tag. */
export function isLanguage(tag: string): boolean {
	try {
		return Intl.DateTimeFormat.supportedLocalesOf([tag]).length > 0;
	} catch {
		return false;
	}
}
