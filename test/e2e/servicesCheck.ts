import { askForServices } from './services';

/** Prints the services of queue mode that do not answer, as a list in JSON. */
void askForServices().then((missing) => process.stdout.write(JSON.stringify(missing)));
