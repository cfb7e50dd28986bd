/**
 * What `npm run lint` refuses. Under `nodes/` and `credentials/` stand the rules that n8n checks a published package
 * with, all of them as errors and without inline exceptions; everywhere else those of TypeScript.
 */
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

/** Rules of the older plugin that contradict how a package is written today. */
const OUTDATED = {
	// Wants a camel-cased page name of n8n's own documentation; ours must be a web address, as the newer plugin demands.
	'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
	// Want `['main']`; today it is `[NodeConnectionTypes.Main]`, as the newer plugin demands.
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
	'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
};

const asErrors = (rules) => Object.fromEntries(Object.keys(rules).map((name) => [name, 'error']));

/** The rules for what is published; also used on the built files, see `test/laws/package`. */
export const communityRules = { ...asErrors(n8nCommunityNodesPlugin.configs.recommended.rules), 'no-console': 'error' };

const nodesBasePlugin = { rules: nodesBase.rules };

export default tseslint.config(
	{ ignores: ['dist/', '.cache/', '**/node_modules/', 'examples/'] },
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },
	{
		files: ['**/*.ts'],
		extends: [tseslint.configs.recommended],
		rules: {
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
		},
	},
	{
		files: ['test/**/*.ts'],
		rules: {
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
			'@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
			// What is loaded, and when, is at times what a test is about.
			'@typescript-eslint/no-require-imports': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		extends: [tseslint.configs.strict],
		linterOptions: { noInlineConfig: true },
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		plugins: { '@n8n/community-nodes': n8nCommunityNodesPlugin, 'n8n-nodes-base': nodesBasePlugin },
		rules: {
			...communityRules,
			...asErrors(nodesBase.configs.nodes.rules),
			...asErrors(nodesBase.configs.credentials.rules),
			...OUTDATED,
			'@typescript-eslint/ban-ts-comment': [
				'error',
				{ 'ts-ignore': true, 'ts-expect-error': true, 'ts-nocheck': true },
			],
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
		},
	},
	{
		files: ['package.json'],
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
		plugins: { '@n8n/community-nodes': n8nCommunityNodesPlugin, 'n8n-nodes-base': nodesBasePlugin },
		rules: { ...communityRules, ...asErrors(nodesBase.configs.community.rules) },
	},
	{
		files: ['scripts/**/*.mjs', 'gulpfile.js', 'jest.config.js', 'eslint.config.mjs'],
		rules: { 'no-unused-vars': 'error', 'no-undef': 'off', 'prefer-const': 'error' },
	},
);
