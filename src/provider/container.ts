// A SQL Server in a container of this computer, which `@testcontainers/mssqlserver` of the project's own starts. The only file that knows
// that package. It does not know Docker: images, ports and the end of what a killed run has left are the package's.
import { isCi } from '../config/ci';
import type { Settings } from '../config/settings';
import { isPresetError, presetError, reasonOf } from '../errors';
import type { ServerAddress } from '../process/run-facts';
import { optionalPeer } from '../project/project';
import { checkHost } from './host-guard';
import { logIn, type Proof } from './prove';
import type { StartedServer } from './provider';

interface StartedContainer {
  getHost(): string;
  getPort(): number;
  getUsername(): string;
  getPassword(): string;
  stop(): Promise<unknown>;
}

/** Of MSSQLServerContainer, what is used here. */
interface Container {
  acceptLicense(): this;
  withPassword(password: string): this;
  withPlatform(platform: string): this;
  withStartupTimeout(startupTimeoutMs: number): this;
  withReuse(): this;
  start(): Promise<StartedContainer>;
}
interface ContainerPackage {
  readonly MSSQLServerContainer: new (image: string) => Container;
}

type Environment = Readonly<Record<string, string | undefined>>;

const PACKAGE = '@testcontainers/mssqlserver';
// SQL Server 2025 upgrades its system databases at its first start, which alone takes half a minute.
const START_TIMEOUT_MS = 240_000;
// The log says that it is ready before a login succeeds.
const LOGIN_TIMEOUT_MS = 60_000;
const LOGIN_PAUSE_MS = 500;
// A container is found again by all that it was made with. It listens on this computer only as long as Docker does.
const PASSWORD = 'Test_Password_123!';

/**
 * Starts a SQL Server of `settings.image` in a container, or finds the one of an earlier run, and proves it by a login and a query. Outside
 * of CI it goes on after the run, with its templates; in CI it ends with it. Raises JNM_CONTAINER_PACKAGE or JNM_CONTAINER_FAILED.
 */
export async function startContainer(settings: Settings, environment: Environment, rootDir: string): Promise<StartedServer> {
  // The package's own word for it: without it, it would not find the container again.
  const isKept = !isCi(environment) && environment['TESTCONTAINERS_REUSE_ENABLE'] !== 'false';
  const container = await started(settings, rootDir, isKept);
  const stop = async (): Promise<void> => void (isKept || (await container.stop()));
  try {
    const address: ServerAddress = {
      host: container.getHost(), port: container.getPort(), user: container.getUsername(), password: container.getPassword(), domain: undefined, authentication: undefined,
      options: { trustServerCertificate: true },
    };
    checkHost(address.host, settings.allowHosts, 'the container');
    const proof = await logInInTime(address, settings, rootDir);
    return { kind: 'external', address, ...proof, templates: { kind: isKept ? 'databases' : 'none' }, templateVersion: proof.facts.productVersion, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function started({ image, env }: Settings, rootDir: string, isKept: boolean): Promise<StartedContainer> {
  const { MSSQLServerContainer } = load(rootDir, env.host);
  try {
    // Its images are for this platform alone; others run them through an emulation.
    const container = new MSSQLServerContainer(image).acceptLicense().withPassword(PASSWORD).withPlatform('linux/amd64').withStartupTimeout(START_TIMEOUT_MS);
    return await (isKept ? container.withReuse() : container).start();
  } catch (error) {
    throw presetError('JNM_CONTAINER_FAILED', { image, reason: reasonOf(error), host: env.host }, error);
  }
}

function load(rootDir: string, host: string): ContainerPackage {
  const fail = (reason: string, cause?: unknown): never => {
    throw presetError('JNM_CONTAINER_PACKAGE', { name: PACKAGE, directory: rootDir, reason, host }, cause);
  };
  try {
    return optionalPeer<ContainerPackage>(rootDir, PACKAGE) ?? fail('it is not installed');
  } catch (error) {
    if (isPresetError(error)) throw error;
    // Its newest versions need a newer Node, and do not say so.
    return fail(reasonOf(error), error);
  }
}

async function logInInTime(address: ServerAddress, { image, env }: Settings, rootDir: string): Promise<Proof> {
  for (const deadline = Date.now() + LOGIN_TIMEOUT_MS; ; ) {
    try {
      return await logIn(address, rootDir);
    } catch (error) {
      if (isPresetError(error)) throw error;
      if (Date.now() > deadline) throw presetError('JNM_CONTAINER_FAILED', { image, reason: reasonOf(error), host: env.host }, error);
      await new Promise((resolve) => setTimeout(resolve, LOGIN_PAUSE_MS));
    }
  }
}
