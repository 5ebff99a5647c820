// Ends the databases of a run whose process is exiting: started by that process, which hands the run on in its environment.
import { endRun } from '../run/end-run';

void endRun(process.env).then((exitCode) => {
  process.exitCode = exitCode;
});
