// The certificate of the TLS handshake: given, or made at the first handshake and kept. Nothing of it touches the disk.

/** A server's key and certificate, both PEM. */
export interface ServerCertificate { readonly key: string; readonly cert: string }

/** Yields the listener's one certificate. */
export type CertificateSource = () => Promise<ServerCertificate>;

const LIFETIME_DAYS = 365;

/** A source that answers with `given`, or makes a self-signed certificate when first asked. */
export function certificateSource(given: ServerCertificate | undefined): CertificateSource {
  let made: Promise<ServerCertificate> | undefined = given === undefined ? undefined : Promise.resolve(given);
  return () => {
    made ??= makeCertificate();
    return made;
  };
}

async function makeCertificate(): Promise<ServerCertificate> {
  // Loaded here because most runs never encrypt.
  const { generate } = await import('selfsigned');
  const notBeforeDate = new Date(Date.now() - 86_400_000);
  const notAfterDate = new Date(Date.now() + LIFETIME_DAYS * 86_400_000);
  const made = await generate([{ name: 'commonName', value: 'localhost' }], { keyType: 'ec', algorithm: 'sha256', notBeforeDate, notAfterDate });
  return { key: made.private, cert: made.cert };
}
