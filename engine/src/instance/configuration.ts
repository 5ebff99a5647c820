// The server's configuration options, as sp_configure and sys.configurations name them: their limits, what was set and what runs.
// Knows which of them have an effect here, and nothing of what the effect is.
import { notSupported } from '../errors/not-supported';

/** 'harmless': nothing that a client could see depends on it, or what it would turn on is refused by name. 'honoured': it does here what it says. 'refused': it would do what this server does not. */
type Effect = 'harmless' | 'honoured' | 'refused';

/** One option. A static one runs with its new value after a restart only. */
export interface ConfigurationOption {
  readonly id: number; readonly name: string; readonly initial: number; readonly minimum: number; readonly maximum: number; readonly description: string;
  readonly isDynamic: boolean; readonly isAdvanced: boolean; readonly effect: Effect;
}

/** The ids of those options that something asks for. */
export const OptionId = { recoveryInterval: 101, allowUpdates: 102, nestedTriggers: 115, showAdvanced: 518, minServerMemory: 1543, maxServerMemory: 1544 } as const;

const BIG = 2147483647;
const SMALL = 32767;
/** d: dynamic, a: advanced, both, or s: neither. */
type Kind = 'd' | 'a' | 'da' | 's';
type Declared = readonly [id: number, name: string, initial: number, minimum: number, maximum: number, kind: Kind, effect: Effect, description: string];

const DECLARED: readonly Declared[] = [
  [101, 'recovery interval (min)', 0, 0, SMALL, 'da', 'harmless', 'Maximum recovery interval in minutes'],
  [102, 'allow updates', 0, 0, 1, 'd', 'harmless', 'Allow updates to system tables'],
  [103, 'user connections', 0, 0, SMALL, 'a', 'harmless', 'Number of user connections allowed'],
  [106, 'locks', 0, 5000, BIG, 'a', 'harmless', 'Number of locks for all users'],
  [107, 'open objects', 0, 0, BIG, 'a', 'harmless', 'Number of open database objects'],
  [109, 'fill factor (%)', 0, 0, 100, 'a', 'harmless', 'Default fill factor percentage'],
  [114, 'disallow results from triggers', 0, 0, 1, 'da', 'refused', 'Disallow returning results from triggers'],
  [115, 'nested triggers', 1, 0, 1, 'd', 'honoured', 'Allow triggers to be invoked within triggers'],
  [116, 'server trigger recursion', 1, 0, 1, 'd', 'refused', 'Allow recursion for server level triggers'],
  [117, 'remote access', 1, 0, 1, 's', 'harmless', 'Allow remote access'],
  [124, 'default language', 0, 0, 9999, 'd', 'refused', 'default language'],
  [400, 'cross db ownership chaining', 0, 0, 1, 'd', 'refused', 'Allow cross db ownership chaining'],
  [503, 'max worker threads', 0, 128, 65535, 'da', 'harmless', 'Maximum worker threads'],
  [505, 'network packet size (B)', 4096, 512, SMALL, 'da', 'refused', 'Network packet size'],
  [518, 'show advanced options', 0, 0, 1, 'd', 'honoured', 'show advanced options'],
  [542, 'remote proc trans', 0, 0, 1, 'd', 'harmless', 'Create DTC transaction for remote procedures'],
  [1126, 'default full-text language', 1033, 0, BIG, 'da', 'harmless', 'default full-text language'],
  [1127, 'two digit year cutoff', 2049, 1753, 9999, 'da', 'refused', 'two digit year cutoff'],
  [1531, 'cursor threshold', -1, -1, BIG, 'da', 'refused', 'cursor threshold'],
  [1534, 'user options', 0, 0, SMALL, 'd', 'refused', 'user options'],
  [1536, 'max text repl size (B)', 65536, -1, BIG, 'd', 'harmless', 'Maximum size of a text field in replication.'],
  [1538, 'cost threshold for parallelism', 5, 0, SMALL, 'da', 'harmless', 'cost threshold for parallelism'],
  [1539, 'max degree of parallelism', 0, 0, SMALL, 'da', 'harmless', 'maximum degree of parallelism'],
  [1540, 'min memory per query (KB)', 1024, 512, BIG, 'da', 'harmless', 'minimum memory per query (kBytes)'],
  [1541, 'query wait (s)', -1, -1, BIG, 'da', 'harmless', 'maximum time to wait for query memory (s)'],
  [1543, 'min server memory (MB)', 0, 0, BIG, 'da', 'harmless', 'Minimum size of server memory (MB)'],
  [1544, 'max server memory (MB)', BIG, 128, BIG, 'da', 'harmless', 'Maximum size of server memory (MB)'],
  [1545, 'query governor cost limit', 0, 0, BIG, 'da', 'refused', 'Maximum estimated cost allowed by query governor'],
  [1562, 'clr enabled', 0, 0, 1, 'd', 'harmless', 'CLR user code execution enabled in the server'],
  [1568, 'default trace enabled', 1, 0, 1, 'da', 'harmless', 'Enable or disable the default trace'],
  [1569, 'blocked process threshold (s)', 0, 0, 86400, 'da', 'harmless', 'Blocked process reporting threshold'],
  [1576, 'remote admin connections', 0, 0, 1, 'd', 'harmless', 'Dedicated Admin Connections are allowed from remote clients'],
  [1579, 'backup compression default', 0, 0, 1, 'd', 'harmless', 'Enable compression of backups by default'],
  [1580, 'filestream access level', 0, 0, 2, 'd', 'refused', 'Sets the FILESTREAM access level'],
  [1581, 'optimize for ad hoc workloads', 0, 0, 1, 'da', 'harmless', 'When this option is set, plan cache size is further reduced for single-use adhoc OLTP workload.'],
  [1587, 'clr strict security', 1, 0, 1, 'da', 'harmless', 'CLR strict security enabled in the server'],
  [16384, 'Agent XPs', 0, 0, 1, 'da', 'harmless', 'Enable or disable Agent XPs'],
  [16386, 'Database Mail XPs', 0, 0, 1, 'da', 'harmless', 'Enable or disable Database Mail XPs'],
  [16388, 'Ole Automation Procedures', 0, 0, 1, 'da', 'harmless', 'Enable or disable Ole Automation Procedures'],
  [16390, 'xp_cmdshell', 0, 0, 1, 'da', 'harmless', 'Enable or disable command shell'],
  [16391, 'Ad Hoc Distributed Queries', 0, 0, 1, 'da', 'harmless', 'Enable or disable Ad Hoc Distributed Queries'],
  [16393, 'contained database authentication', 0, 0, 1, 'd', 'harmless', 'Enables contained databases and contained authentication'],
];

const OPTIONS: readonly ConfigurationOption[] = DECLARED.map(([id, name, initial, minimum, maximum, kind, effect, description]) =>
  ({ id, name, initial, minimum, maximum, description, isDynamic: kind.startsWith('d'), isAdvanced: kind.endsWith('a'), effect }));

/** The options of one server. */
export class ServerConfiguration {
  readonly options = OPTIONS;
  readonly #set = new Map<number, number>();
  readonly #running = new Map<number, number>();

  /** What was set last, whether it runs or not. */
  valueOf(id: number): number { return this.#set.get(id) ?? this.running(id); }

  /** What is in use. */
  running(id: number): number { return this.#running.get(id) ?? this.options.find((option) => option.id === id)?.initial ?? 0; }

  /** Sets a value, to be used from RECONFIGURE on. Refuses by name a change that would do what this server does not. */
  set(id: number, value: number): void {
    const option = this.options.find((one) => one.id === id);
    if (option?.effect === 'refused' && value !== option.initial) throw notSupported(`the server option '${option.name}'`);
    this.#set.set(id, value);
  }

  /** What was set is in use, but for options that ask for a restart. */
  reconfigure(): void {
    for (const { id, isDynamic } of this.options) if (isDynamic) this.#running.set(id, this.valueOf(id));
  }
}
