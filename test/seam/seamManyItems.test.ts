import { connectedCredential } from '../stage/credentials';
import { runNode } from '../stage/runNode';
import { useStage } from '../stage/stage';
import { CHOSEN, eachNode } from './seamNode';

const { emulator } = useStage();

it('an item can become more items than a function takes arguments', async () => {
	const count = 300_000;
	const node = eachNode(async () => Array.from({ length: count }, (_, index) => ({ index })));
	const { items } = await runNode({ node, parameters: CHOSEN, items: [{}], credential: connectedCredential(emulator) });
	expect(items).toHaveLength(count);
	expect(items[count - 1]).toEqual({ json: { index: count - 1 }, pairedItem: { item: 0 } });
});
