/** The rules that n8n checks a published package with, for the built files. */
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import { communityRules } from '../../../eslint.config.mjs';

export default [
	{
		files: ['dist/**/*.js'],
		languageOptions: { sourceType: 'commonjs' },
		linterOptions: { noInlineConfig: true },
		plugins: { '@n8n/community-nodes': n8nCommunityNodesPlugin },
		rules: communityRules,
	},
];
