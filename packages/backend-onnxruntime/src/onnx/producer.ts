import packageJson from '../../package.json' with { type: 'json' };

/** Written into every model. */
export const producer = { name: 'saddlepoint', version: packageJson.version };
