// The certificate of the TLS handshake: given, or made at the first handshake, and kept as it has been read. Nothing of it touches the disk.
import { constants } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';

/** A server's key and certificate, both PEM. */
export interface ServerCertificate { readonly key: string; readonly cert: string }

/** Yields the listener's one certificate, ready for handshakes: to read it anew for each would cost a millisecond. */
export type CertificateSource = () => Promise<SecureContext>;

const LIFETIME_DAYS = 365;

/** A source that answers with `given`, or makes a self-signed certificate when first asked. */
export function certificateSource(given: ServerCertificate | undefined): CertificateSource {
  let context: Promise<SecureContext> | undefined;
  return () => {
    context ??= secureContext(given);
    return context;
  };
}

async function secureContext(given: ServerCertificate | undefined): Promise<SecureContext> {
  const { key, cert } = given ?? (await makeCertificate());
  return createSecureContext({ key, cert, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_TICKET });
}

async function makeCertificate(): Promise<ServerCertificate> {
  // Loaded here because most runs never encrypt.
  const { generate } = await import('selfsigned');
  const notBeforeDate = new Date(Date.now() - 86_400_000);
  const notAfterDate = new Date(Date.now() + LIFETIME_DAYS * 86_400_000);
  const made = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec', algorithm: 'sha256', notBeforeDate, notAfterDate });
  return { key: made.private, cert: made.cert };
}
