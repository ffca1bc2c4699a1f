export { type Browser, type BrowserOptions, chromiumPath, openBrowser, type Page } from './open-browser.js';
