import { tamperingSuite } from '../audit/tampering-suite.ts';

tamperingSuite(100_000);
