/**
 * Finds what tells who somebody is in the words of a visit: the 18 identifiers of HIPAA's Safe Harbor (45 CFR
 * 164.514(b)(2)(i)). What leaves for a model has marks in their place, and its answer gets them back.
 */
package io.chartside.scribe.identifier;
