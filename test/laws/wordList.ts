/** A way of saying something that we do not use in what a user reads, and what to say instead. */
export interface UnusedWord {
	readonly pattern: RegExp;
	readonly better: string;
}

const word = (words: string, better: string): UnusedWord => ({ pattern: new RegExp(`\\b(${words})\\b`, 'i'), better });

/**
 * Plain American English as in n8n's own nodes: node, item, row, field, option; failed, rejected, invalid, missing; fix, retry,
 * resume, transfer.
 */
export const UNUSED_WORDS: readonly UnusedWord[] = [
	// Things
	word('steps?(?! \\d)', 'node (or: operation)'),
	word('answer(s|ed|ing)?', 'result, response, returns'),
	word('heirs?', 'new owner'),
	word('e-mails?( addresse?s?)?|email addresse?s?', 'email'),
	word('look-ups?', 'lookup'),
	word('pick lists?', 'picklist'),
	word('time-?zones?', 'time zone'),
	word('log-ins?', 'login'),
	word('data ?bases', 'databases'),
	word('addresses of (its|their|the) pages?', 'page URL'),
	{ pattern: /(?<![\w.`"'$@<-])ids?(?![\w`"'.:>=-])/, better: 'ID' },
	{ pattern: /\bzoho crm\b|\bZoho Crm\b/, better: 'Zoho CRM' },
	// What went wrong
	word('refus(e|es|ed|al|als|ing)', 'rejected, failed'),
	word('(?<!there )(is|are) none', 'is invalid, is missing'),
	word('in red', 'fails'),
	word('comes? out|came out|coming out', 'is, returns'),
	word('for want of', 'because … is missing'),
	word('nobody|none can tell', 'no one; unknown'),
	word('whatever became|became of them|what became of', 'outcome'),
	// What to do
	word('mend(s|ed|ing)?', 'fix'),
	word('tak(e|es|ing|en) up|took up|tak(e|es|ing) (it|them|an import) up', 'resume'),
	word('sen(d|ds|t) (it |them |all items |anything )?again', 'retry'),
	word('anew', 'again'),
	// Being
	word('stands?|standing|stood', 'is'),
	word('lies|lie|lay', 'is'),
	word('(goes|go|went|going|gone) on', 'continue'),
	word('brings?|bringing|brought', 'has'),
	word('come(s)? into being|came into being', 'is created'),
	word('beside|besides', 'next to, in addition to'),
	{ pattern: /\bbehind (?!a (reverse )?proxy\b)/i, better: 'after' },
	word('told', 'shown, reported'),
	word('wants', 'needs, requires'),
	word('side by side', 'at the same time'),
	word('takes? over', 'replaces'),
	word('hence|thereby|whereby|thereof|therein|wherein|herein|whatsoever', 'two sentences'),
	// Relative clauses with a preposition in front
	word(
		'(of|to|from|by|with|in|at|on|for|under|after|before|behind|against|into|through|over|among|between) (which|whom|whose)',
		'two sentences, or the preposition at the end',
	),
	// British spelling
	word('licen[c]e[sd]?', 'license'),
	word('(colour|behaviour|favour|honour|neighbour)\\w*', 'American spelling: -or'),
	word('\\w+(ogue|ogues)(?<!dialogue)', 'American spelling: -og'),
	word(
		'(organis|normalis|recognis|summaris|initialis|analys)(e|es|ed|ing|ation|ations)',
		'American spelling: -ize, -yze',
	),
	word('(cancel|label|travel)l(ed|ing)', 'American spelling: one l'),
	word('(centre|grey|whilst|towards|amongst|fulfil)', 'American spelling'),
];
