/** The visit page over HTTP: its controllers, its templates' model and its static files. */
package io.chartside.app.web;
