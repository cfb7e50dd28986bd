import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { findChromium, openEditor, type OpenEditor } from './browser';
import { raiseStage, type Stage } from './stage';
import { inRow, makeItems, type NodeSketch, readFile, zohoNode } from './workflows';

jest.setTimeout(300_000);

const chromiumPath = findChromium();
if (chromiumPath === undefined) {
	process.stderr.write(
		'\n!! LEFT OUT: markup in the browser. There is no Chromium here: apt-get install chromium, or name one in CHROMIUM_PATH.\n\n',
	);
}
const onCanvas = chromiumPath === undefined ? it.skip : it;

/** A link that covers the whole editor, and a picture, as a stranger would write them. */
const COVER = '<a href="https://evil.test" style="position:fixed;inset:0;z-index:9999">Session expired</a>';
const PICTURE = '<img src=x alt=evil>';
/** What the stranger's markup would be on the page, if it were markup. */
const MARKUP = 'a[href*="evil.test"], img[alt="evil"]';

let stage: Stage;
let browser: OpenEditor;
beforeAll(async () => {
	if (chromiumPath === undefined) return;
	stage = await raiseStage();
	browser = await openEditor(stage.n8n.url, chromiumPath, { width: 1440, height: 960 });
	await browser.act('markup-sign-in', async (editor) => await editor.signIn());
});
afterAll(async () => {
	await browser?.close();
	await stage?.stop();
});

/** Runs the last step in the editor, where it fails, and looks at what the page makes of the stranger's texts. */
async function expectText(name: string, expected: string, ...sketches: readonly NodeSketch[]): Promise<void> {
	const workflow = await stage.rest.createWorkflow(inRow(name, ...sketches));
	await browser.act(`markup-${name}`, async (editor) => {
		const form = await editor.openNode(workflow, sketches[sketches.length - 1].name);
		const { notice, panel } = await form.executeToFailure();
		expect(notice).toContain(expected);
		expect(panel).toContain(expected);
		expect(await form.countOnPage(MARKUP)).toBe(0);
	});
}

/** Puts a file where n8n may read it. @returns its path */
function keepFile(fileName: string, content: string): string {
	const file = path.join(stage.n8n.filesFolder, fileName);
	writeFileSync(file, content);
	return file;
}

/** Imports a file. */
function importFile(fileName: string, content: string): NodeSketch[] {
	const parameters = {
		resource: 'bulkWrite',
		operation: 'import',
		importOperation: 'insert',
		module: 'Leads',
		inputSource: 'file',
	};
	return [readFile(keepFile(fileName, content)), zohoNode('zohoCrmBulk', stage.credential, parameters)];
}

describe('texts of strangers in the editor', () => {
	const asShown = (text: string): string => text.replaceAll('<', '‹').slice(0, 60);

	onCanvas('are text in a title of a CSV', async () => {
		const content = `Last_Name,Company,"${COVER.replaceAll('"', '""')}"\r\nOkafor,Brightwell,x\r\n`;
		await expectText('title', asShown(COVER), ...importFile('title.csv', content));
	});

	onCanvas('are text in the name of a file', async () => {
		const parameters = { resource: 'bulkWrite', operation: 'uploadFile', binaryField: 'data' };
		const file = keepFile(`${PICTURE}.zip`, 'no archive');
		await expectText('file', asShown(PICTURE), readFile(file), zohoNode('zohoCrmBulk', stage.credential, parameters));
	});

	onCanvas('are text in a key of an item', async () => {
		const parameters = {
			resource: 'lead',
			operation: 'create',
			fields: { mappingMode: 'autoMapInputData', value: null },
		};
		const item = { Last_Name: 'Okafor', Company: 'Brightwell', [COVER]: 'x' };
		await expectText('key', asShown(COVER), ...makeItems([item]), zohoNode('zohoCrm', stage.credential, parameters));
	});

	onCanvas('are text in an answer', async () => {
		await stage.emulator.admin('POST', '/faults', {
			kind: 'answer',
			status: 400,
			body: { code: `X${PICTURE}`, message: COVER, details: {}, status: 'error' },
			path: '/crm/v8/org',
		});
		const parameters = { resource: 'organization', operation: 'get' };
		await expectText('answer', asShown(COVER), zohoNode('zohoCrm', stage.credential, parameters));
	});
});
