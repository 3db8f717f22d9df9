// Generated from docs/openapi.json by `npm run generate`. Do not edit.

export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The web client
         * @description Anyone.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The log, newest first, without personal data
         * @description Logged in as one of [Administrator].
         */
        get: {
            parameters: {
                query?: {
                    before?: string;
                    limit?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditPage"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Type codes
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Catalogue"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conferences/{id}/attendance.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Attendance of a conference as a table (CSV)
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conferences/{id}/attendance.docx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Attendance of a conference for an office program
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conferences/{id}/attendance.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Attendance of a conference as a page to print
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conferences/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a file out in a conference (its bytes)
         * @description Logged in.
         */
        post: {
            parameters: {
                query?: {
                    name?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": unknown;
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Accepted"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conferences/{id}/files/{message}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file that was given out, for whoever may see the conference
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    message: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conferences/{id}/whep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receive from a conference (WHEP)
         * @description Logged in, or bearer of a site token.
         */
        post: {
            parameters: {
                query?: {
                    source?: string;
                    slots?: string;
                    wall?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/sdp": unknown;
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/sdp": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        /**
         * CORS preflight
         * @description Anyone.
         */
        options: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conferences/{id}/whep/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a media session
         * @description Logged in, or bearer of a site token.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        /**
         * CORS preflight
         * @description Anyone.
         */
        options: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        head?: never;
        /**
         * How large a receiving session's pictures are drawn now, in offer order (204); with a body, an ICE restart (200)
         * @description Logged in, or bearer of a site token.
         */
        patch: {
            parameters: {
                query?: {
                    slots?: string;
                };
                header?: never;
                path: {
                    id: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/trickle-ice-sdpfrag": unknown;
                };
            };
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/trickle-ice-sdpfrag": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/conferences/{id}/whip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish into a conference (WHIP)
         * @description Logged in, or bearer of a site token.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/sdp": unknown;
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/sdp": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        /**
         * CORS preflight
         * @description Anyone.
         */
        options: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/conferences/{id}/whip/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a media session
         * @description Logged in, or bearer of a site token.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        /**
         * CORS preflight
         * @description Anyone.
         */
        options: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        head?: never;
        /**
         * ICE restart of a publishing session (RFC 9725): credentials one way and the other, media go on
         * @description Logged in, or bearer of a site token.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    session: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/trickle-ice-sdpfrag": unknown;
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/trickle-ice-sdpfrag": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/convert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A position in another datum to WGS84
         * @description Logged in.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Convert"];
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Converted"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/correlation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a draft resembles; changes nothing
         * @description Logged in.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AskCorrelation"];
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Correlation"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/documents/{id}/document.docx": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A document for an office program
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: {
                    copy?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/documents/{id}/document.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A sealed document by itself, as fengsui verify-document checks it
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SealedDocument"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/documents/{id}/document.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A document printed after GB/T 9704-2012; a draft is marked as one
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: {
                    copy?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/pdf": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/documents/{id}/pictures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take in a picture (JPEG, PNG) for the figures of a draft
         * @description Logged in.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": unknown;
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DocumentPicture"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/documents/{id}/pictures/{sm3}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A picture of a document, for whoever may see the document
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    sm3: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/duty/bulletin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 值班快报 of a period, by default since the last handover
         * @description Logged in as one of [Leader, DutyOfficer].
         */
        get: {
            parameters: {
                query?: {
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Bulletin"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/duty/handover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What there is to hand over now
         * @description Logged in as one of [Leader, DutyOfficer, DepartmentOfficer, TownshipOfficer].
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HandoverList"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/duty/handovers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A handover as it was given
         * @description Logged in as one of [Leader, DutyOfficer, DepartmentOfficer, TownshipOfficer].
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HandoverSheet"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/duty/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a roster's file would do; changes nothing
         * @description Logged in as one of [Leader, DutyOfficer, DepartmentOfficer, TownshipOfficer].
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AskDutyImport"];
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DutyImport"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/duty/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The duty log of one's own unit
         * @description Logged in as one of [Leader, DutyOfficer, DepartmentOfficer, TownshipOfficer].
         */
        get: {
            parameters: {
                query?: {
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DutyLog"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/duty/roster.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A roster as a table (CSV)
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: {
                    unit?: string;
                    from?: string;
                    to?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/csv": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/extranet/loads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What crosses each line of the extranet now
         * @description Logged in as one of [Administrator, Operator, DutyOfficer, Leader].
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LineLoad"][];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/feeds/{source}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver records: envelope, array of envelopes, or CAP 1.2
         * @description Key of the feed source.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    source: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Envelope"];
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FeedAnswer"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/gateways/{id}/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new key for a gateway; it is shown once
         * @description Logged in as one of [Administrator].
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewSecret"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/gateways/{id}/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How far a message came, signed by its gateway
         * @description Key of the feed source.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["GatewayReceipt"];
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Accepted"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the node is
         * @description Anyone on loopback, otherwise logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Health"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Incidents the asker may see, by pages, newest first
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: {
                    state?: string;
                    type_code?: string;
                    town?: string;
                    unit?: string;
                    from?: string;
                    to?: string;
                    text?: string;
                    page?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentPage"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An incident and what stands at it, for whoever may see it
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IncidentFile"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/incidents/{id}/analyses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run the plume model for an incident and record what it says; modelled, not measured
         * @description Logged in.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PlumeInput"];
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Accepted"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/incidents/{id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Attach a file to an incident (its bytes)
         * @description Logged in.
         */
        post: {
            parameters: {
                query?: {
                    name?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": unknown;
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Accepted"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/incidents/{id}/attachments/{attachment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An attachment, for whoever may see the incident
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    attachment: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send one input
         * @description Logged in.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PostedInput"];
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Accepted"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The live protocol (websocket)
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                101: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in; sets the session cookie
         * @description Anyone.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["Login"];
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out
         * @description Logged in, also before the first password change.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/map/packages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Map packages on this node
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MapPackageInfo"][];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/map/style.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Map style
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: {
                    theme?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/map/{rest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Layers and tiles of a map package
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    rest: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who I am
         * @description Logged in, also before the first password change.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/media/trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try the way that media take: an SDP offer, answered by the media process; one at a time for a person, over after 15 s
         * @description Logged in.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/sdp": unknown;
                };
            };
            responses: {
                /** @description done */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/sdp": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/media/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * TURN over the HTTPS port that the page came by, with short-lived credentials: for who is let out by HTTPS only
         * @description Logged in, or bearer of a site token.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["MediaWays"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is happening, what is late, what was decided in a day
         * @description Logged in as one of [Leader, DutyOfficer].
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Overview"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change my password
         * @description Logged in, also before the first password change.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ChangePassword"];
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Me"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Towns and villages by Chinese, pinyin or code
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: {
                    q?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FoundPlace"][];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/plans/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a trigger expression means and whether it holds now; changes nothing
         * @description Logged in as one of [Leader, DutyOfficer, Administrator].
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AskTrigger"];
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriggerMeaning"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recordings/{id}/tracks/{track}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A packaged track (byte ranges), for whoever may see the recording
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    track: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "video/webm": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/resources/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes the sound lines of a CSV or XLSX file; `id` makes it take effect once
         * @description Logged in as one of [Leader, DutyOfficer, Administrator].
         */
        post: {
            parameters: {
                query?: {
                    crs?: string;
                    name?: string;
                    id?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": unknown;
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Accepted"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/resources/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a CSV or XLSX file holds, line by line; changes nothing
         * @description Logged in as one of [Leader, DutyOfficer, Administrator].
         */
        post: {
            parameters: {
                query?: {
                    crs?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": unknown;
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RegisterPreview"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/schedules/{id}/calendar.ics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A scheduled conference as a calendar file (RFC 5545)
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/calendar": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Full-text search over what the asker may see, grouped by kind
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: {
                    q?: string;
                    kind?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SearchAnswer"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sources/{id}/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new key for a feed source; it is shown once
         * @description Logged in as one of [Administrator].
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewSecret"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/statistics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Incidents counted by type, place, unit and time
         * @description Logged in as one of [Leader, DutyOfficer].
         */
        get: {
            parameters: {
                query?: {
                    from?: string;
                    to?: string;
                    type_code?: string;
                    town?: string;
                    unit?: string;
                    severity?: string;
                    day?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Statistics"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an account; its password is shown once
         * @description Logged in as one of [Administrator].
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["NewUser"];
                };
            };
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewSecret"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an account a new one-time password
         * @description Logged in as one of [Administrator].
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["NewSecret"];
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/warnings/{id}/cap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * CAP 1.2 of a warning issued here, for whoever may see it
         * @description Logged in.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/cap+xml": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/trust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How to trust this node's certificate
         * @description Anyone.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/trust/root.pem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The local root certificate
         * @description Anyone.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/x-x509-ca-cert": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file of the web client, or the page
         * @description Anyone.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    path: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description done */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": unknown;
                    };
                };
                /** @description refused */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Refusal"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @enum {string} */
        AbsentWhy: "never_joined" | "left" | "dropped" | "hung_up";
        Accepted: {
            made?: components["schemas"]["EntityKey"] | null;
            /** Format: int64 */
            seq: number;
        };
        ActivationRejected: {
            at: components["schemas"]["Micros"];
            by: string;
            reason: string;
        };
        /** @description 建议启动: a plan's trigger became true. It does nothing by itself. */
        ActivationView: {
            /** @description When it became true. */
            at: components["schemas"]["Micros"];
            /** @description In the words of the plan, as it was then. */
            expression: string;
            factors: components["schemas"]["TriggerFactor"][];
            level: components["schemas"]["ResponseLevel"];
            plan: components["schemas"]["PlanId"];
            rejected?: components["schemas"]["ActivationRejected"] | null;
        };
        /** @description A place within a zone. */
        AffectedPlace: {
            /**
             * Format: double
             * @description Minutes after the release until it is there.
             */
            minutes: number;
            name: string;
            /**
             * Format: int32
             * @description People, where the list says how many; 0: not known.
             */
            people: number;
            position: components["schemas"]["Wgs84"];
            /** Format: double */
            ppm: number;
            /** @description It stands on the list of protection targets; else it is a place of the map. */
            target: boolean;
        };
        /** @description 议程 */
        AgendaItem: {
            /** Format: int32 */
            minutes?: number | null;
            text: string;
        };
        /** @description One analysis of an incident, seen by whoever sees the incident. */
        AnalysisView: {
            at: components["schemas"]["Micros"];
            by: string;
            /**
             * Format: int64
             * @description Log position at which it was recorded.
             */
            id: number;
            input: components["schemas"]["PlumeInput"];
            result: components["schemas"]["PlumeResult"];
            retracted?: components["schemas"]["OrderMark"] | null;
        };
        /** @description `POST /api/correlation`: what is being told, before it is anything. */
        AskCorrelation: {
            facts: components["schemas"]["IncidentFacts"];
            /** @description Incidents that were said not to be the same. */
            not?: components["schemas"]["IncidentId"][];
        };
        /** @description The file as text. */
        AskDutyImport: {
            text: string;
            /** @description Of lines that name none. */
            unit: components["schemas"]["UnitId"];
        };
        /** @description Asks what a trigger expression means and whether it holds now (`POST /api/plans/check`). */
        AskTrigger: {
            expression: string;
            incident?: components["schemas"]["IncidentId"] | null;
        };
        /** @description A file as it came in: what its bytes are, and what a photograph says of itself. */
        AttachedFile: {
            /** Format: int64 */
            bytes: number;
            /** @description Content type, told by the bytes. */
            kind: string;
            name: string;
            place?: components["schemas"]["Wgs84"] | null;
            /** @description Lower-case hex. */
            sm3: string;
            taken_at?: components["schemas"]["Micros"] | null;
        };
        /** @description One attachment of an incident, seen by whoever sees the incident. */
        Attachment: components["schemas"]["AttachedFile"] & {
            at: components["schemas"]["Micros"];
            by: string;
            /**
             * Format: int64
             * @description Log position at which it was attached.
             */
            id: number;
        };
        /** @description 签到: how one site took part. It stood in the conference for `stayed_us`, and since `since` while it is here. */
        AttendanceView: {
            came_at: components["schemas"]["Micros"];
            checked_in_at?: components["schemas"]["Micros"] | null;
            /** @description Name of who signed. */
            checked_in_by?: string | null;
            /** @description 代签: chair or operator signed for the site. */
            checked_in_for: boolean;
            left_at?: components["schemas"]["Micros"] | null;
            name: string;
            since?: components["schemas"]["Micros"] | null;
            site: components["schemas"]["SiteId"];
            /**
             * Format: int64
             * @description Microseconds of its earlier stays.
             */
            stayed_us: number;
            unit?: components["schemas"]["UnitId"] | null;
        };
        /** @description To whom a mosaic applies. */
        Audience: {
            /** @enum {string} */
            type: "all";
        } | {
            /** @enum {string} */
            type: "chair_site";
        } | {
            /** @enum {string} */
            type: "branches";
        } | {
            sites: components["schemas"]["SiteId"][];
            /** @enum {string} */
            type: "sites";
        };
        AuditEntry: {
            actor: string;
            at: components["schemas"]["Micros"];
            /** @description SM3 of this record, lower-case hex. */
            hash: string;
            kind: string;
            mode: components["schemas"]["Mode"];
            /** Format: int64 */
            seq: number;
            /** @description One line, without personal data. */
            summary: string;
        };
        AuditPage: {
            entries: components["schemas"]["AuditEntry"][];
            /**
             * Format: int64
             * @description Pass as `before` for the next page; absent at the beginning of the log.
             */
            next?: number | null;
        };
        /**
         * @description How sure a proposal is. What lies below is not proposed. No band does anything by itself.
         * @enum {string}
         */
        Band: "suggest" | "link";
        /** @description Degrees: west, south, east, north. */
        Bbox: {
            /** Format: double */
            east: number;
            /** Format: double */
            north: number;
            /** Format: double */
            south: number;
            /** Format: double */
            west: number;
        };
        /** @description A document as headings, paragraphs and tables, before anybody lays it out. */
        Bulletin: {
            from: components["schemas"]["Micros"];
            sections: components["schemas"]["BulletinSection"][];
            title: string;
            to: components["schemas"]["Micros"];
        };
        BulletinSection: {
            heading: string;
            paragraphs: string[];
            table?: components["schemas"]["BulletinTable"] | null;
        };
        BulletinTable: {
            head: string[];
            rows: string[][];
        };
        /** @enum {string} */
        CallDirection: "incoming" | "outgoing";
        CallFacts: {
            /** @description When the call took place; it may be written down later. */
            at: components["schemas"]["Micros"];
            /** @description 经过、措施、趋势 */
            course: string;
            direction?: components["schemas"]["CallDirection"];
            ended_at?: components["schemas"]["Micros"] | null;
            /** @description 已告知谁 */
            informed?: string;
            party?: components["schemas"]["CallParty"];
            place?: string;
        };
        /** @description Who was at the other end. */
        CallParty: {
            name?: string;
            phone?: string;
            /** @description 职务 */
            post?: string;
            unit?: string;
        };
        /** @description 通话时间, typed or started and ended by a key; there is no telephony behind it. */
        CallTimes: {
            from: components["schemas"]["Micros"];
            to?: components["schemas"]["Micros"] | null;
        };
        /**
         * @description 呼叫: the clock of one site's call, all of it derived from when it was rung. Before `later_until` it is put off
         *     (稍后); then, until `unanswered_at`, it rings; after that nobody answered (未应答) and it may be rung again.
         */
        CallView: {
            /** @description When it was rung first. */
            first_at: components["schemas"]["Micros"];
            later_until?: components["schemas"]["Micros"] | null;
            /**
             * Format: int32
             * @description How often it was rung.
             */
            rings: number;
            /** @description When it was rung last. */
            since: components["schemas"]["Micros"];
            unanswered_at: components["schemas"]["Micros"];
        };
        /** @description 报告人. Withheld from whoever may not see it. */
        Caller: {
            call?: components["schemas"]["CallTimes"] | null;
            name: string;
            phone: string;
            /** @description 来源: 群众电话, 119, 水利… */
            source: string;
        };
        /**
         * @description Why an operation ended.
         * @enum {string}
         */
        CancelWhy: "asked" | "replaced" | "target_gone" | "chair_lost" | "released";
        /** @description The operation that ended last, so that a screen can say why it is gone. */
        CancelledOperation: {
            at: components["schemas"]["Micros"];
            kind: components["schemas"]["OperationKind"];
            site?: components["schemas"]["SiteId"] | null;
            why: components["schemas"]["CancelWhy"];
        };
        /** @description 字幕 or 横幅. */
        Caption: {
            colour: components["schemas"]["CaptionColour"];
            place: components["schemas"]["CaptionPlace"];
            /**
             * Format: int32
             * @description `None`: until it is cleared.
             */
            seconds?: number | null;
            /** @description Sites on whose screens it stands; empty: on all. */
            sites: components["schemas"]["SiteId"][];
            size: components["schemas"]["CaptionSize"];
            text: string;
        };
        /**
         * @description A closed set; `Alert` is for danger alone.
         * @enum {string}
         */
        CaptionColour: "dark" | "light" | "alert";
        /** @enum {string} */
        CaptionPlace: "top" | "middle" | "bottom";
        /** @enum {string} */
        CaptionSize: "small" | "medium" | "large";
        CaptionView: {
            caption: components["schemas"]["Caption"];
            /** Format: int64 */
            id: number;
            shown_at: components["schemas"]["Micros"];
            until?: components["schemas"]["Micros"] | null;
        };
        CastView: {
            at: components["schemas"]["Micros"];
            choice: components["schemas"]["Choice"];
            name: string;
            site: components["schemas"]["SiteId"];
        };
        /** @description 伤亡: reported figures, each 0 when none was said. */
        Casualties: {
            /** Format: int32 */
            dead: number;
            /** Format: int32 */
            missing: number;
            /**
             * Format: int32
             * @description 转移
             */
            moved: number;
            /** Format: int32 */
            seriously_hurt: number;
            /** Format: int32 */
            trapped: number;
        };
        Catalogue: {
            /** @description 标绘符号 */
            plot_symbols: components["schemas"]["PlotSymbol"][];
            type_codes: components["schemas"]["TypeCode"][];
        };
        /** @enum {string} */
        CellContent: "main" | "presentation";
        ChangePassword: {
            /** @description At least 10 characters. */
            new: string;
            old: string;
        };
        /**
         * @description 同意 · 反对 · 弃权
         * @enum {string}
         */
        Choice: "yes" | "no" | "abstain";
        ClientMessage: {
            resume?: components["schemas"]["ResumeToken"] | null;
            /** @enum {string} */
            type: "hello";
            viewport?: components["schemas"]["Bbox"] | null;
        } | {
            id: components["schemas"]["InputId"];
            input: components["schemas"]["Input"];
            /** @enum {string} */
            type: "input";
        } | {
            bbox: components["schemas"]["Bbox"];
            /** @enum {string} */
            type: "viewport";
        } | {
            can_ring: boolean;
            on_duty: boolean;
            /** @enum {string} */
            type: "desk";
        } | {
            change: components["schemas"]["SlotChange"];
            /** @enum {string} */
            type: "slot_shown";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** Format: int64 */
            generation: number;
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "screen_shown";
        } | {
            act: components["schemas"]["SharedMapAct"];
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "shared_map";
        } | {
            sent: components["schemas"]["Micros"];
            /** @enum {string} */
            type: "ping";
        };
        /**
         * @description What runs against a clock.
         * @enum {string}
         */
        ClockKind: "order" | "report" | "instruction";
        /**
         * @description Groups of a 指挥部.
         * @enum {string}
         */
        CommandGroup: "coordination" | "rescue" | "medical" | "public_order" | "relocation" | "monitoring" | "logistics" | "utilities" | "publicity" | "aftermath" | "investigation" | "experts";
        /**
         * Format: int64
         * @description 会议 Conference.
         */
        ConferenceId: number;
        /** @description What a conference is to be, before there is one. */
        ConferencePlan: {
            agenda: components["schemas"]["AgendaItem"][];
            /**
             * Format: int32
             * @description How long it is planned to last.
             */
            minutes: number;
            title: string;
            /** @description Invited units; who comes is another list. */
            units: components["schemas"]["UnitId"][];
            waiting_room: boolean;
        };
        ConferenceView: {
            chair?: components["schemas"]["UserId"] | null;
            chair_site?: components["schemas"]["SiteId"] | null;
            created_at: components["schemas"]["Micros"];
            created_by: components["schemas"]["UserId"];
            ended_at?: components["schemas"]["Micros"] | null;
            id: components["schemas"]["ConferenceId"];
            incident?: components["schemas"]["IncidentId"] | null;
            /** @description Grows whenever this view changes; what is in force is in [`crate::control::ControlView`]. */
            meeting: components["schemas"]["MeetingView"];
            presenter?: components["schemas"]["SiteId"] | null;
            recording?: components["schemas"]["RecordingId"] | null;
            recording_since?: components["schemas"]["Micros"] | null;
            sites: components["schemas"]["SiteView"][];
            title: string;
            /** Format: int64 */
            version: number;
        };
        /** @description 会控 of one conference: small, sent on every change; the roster is in the conference's view. */
        ControlView: {
            cancelled?: components["schemas"]["CancelledOperation"] | null;
            /** @description Sites whose speaker the chair closed. */
            closed_speakers: components["schemas"]["SiteId"][];
            /** @description 申请发言, in the order in which they are due. */
            floor_queue: components["schemas"]["FloorRequest"][];
            /**
             * Format: int64
             * @description Generation of the newest ViewTable.
             */
            generation: number;
            /** @description The conference's id. */
            id: components["schemas"]["ConferenceId"];
            mosaics: components["schemas"]["MosaicView"][];
            /** @description Sites that are heard now (microphone open at the node, whatever closed or opened it). */
            open_microphones: components["schemas"]["SiteId"][];
            pins: components["schemas"]["Pin"][];
            /** @description Nobody may take the presenter token. */
            presentation_locked: boolean;
            /** @description Order in which main slots are resolved. */
            priority: components["schemas"]["Level"][];
            roll_call?: components["schemas"]["RollCallView"] | null;
            /** @description Running or paused. */
            rotations: components["schemas"]["RotationView"][];
            running?: components["schemas"]["RunningOperation"] | null;
            /** @description Last used settings of voice switching. */
            voice_switch: components["schemas"]["VoiceSwitchSettings"];
        };
        Convert: {
            given: components["schemas"]["GivenPosition"];
        };
        Converted: {
            /**
             * Format: double
             * @description Metres between the given numbers read as WGS84 and the true position.
             */
            moved_m: number;
            position: components["schemas"]["Wgs84"];
            /** @description "像是经纬度写反了" and the like, with what to press. */
            warnings: components["schemas"]["PositionWarning"][];
        };
        /** @description What is compared: an incident, or a record that waits or is linked. */
        Correlated: {
            id: components["schemas"]["IncidentId"];
            /** @enum {string} */
            kind: "incident";
        } | {
            id: components["schemas"]["FeedRecordId"];
            /** @enum {string} */
            kind: "feed_record";
        };
        /** @description What the core makes of it. Suggestions; a person decides. */
        Correlation: {
            /** @description Likeliest first. */
            proposals: components["schemas"]["Proposal"][];
            severity?: components["schemas"]["SuggestedSeverity"] | null;
        };
        /** @description One bar: how many, and how many of them are still open. */
        Count: {
            /** Format: int32 */
            count: number;
            /** @description What is chosen to go down; empty for "none". */
            key: string;
            name: string;
            /** Format: int32 */
            open: number;
        };
        /** @description An incident as it is counted. */
        CountedIncident: {
            id: components["schemas"]["IncidentId"];
            number: string;
            place: string;
            reported_at: components["schemas"]["Micros"];
            severity?: components["schemas"]["Severity"] | null;
            state: components["schemas"]["IncidentState"];
            title: string;
            type_name: string;
            unit: string;
        };
        /**
         * @description In which datum a number pair was given.
         * @enum {string}
         */
        Crs: "wgs84" | "cgcs2000" | "gcj02" | "bd09";
        /** @description Something that was decided. */
        Decided: {
            at: components["schemas"]["Micros"];
            by: string;
            incident: components["schemas"]["IncidentId"];
            kind: components["schemas"]["TimelineKind"];
            number: string;
            /** Format: int64 */
            seq: number;
            text: string;
            title: string;
        };
        /** @description What a joining person brings. */
        Devices: {
            camera: boolean;
            microphone: boolean;
        };
        /** @description Body of a dispatch record (110/119/人防/安全生产), real-world field names. */
        DispatchBody: {
            address?: string;
            alarmNo: string;
            /** @description RFC 3339 with offset. */
            alarmTime: string;
            /** @description Type code (GB/T 35649) or one of the department's own words. */
            alarmType: string;
            callerName?: string;
            callerPhone?: string;
            description: string;
            /** Format: double */
            lat?: number | null;
            /** Format: double */
            lon?: number | null;
            state?: string;
            /** @description 处置单位 */
            unit?: string;
        };
        /**
         * Format: int64
         * @description 调用: so much of a resource for one incident.
         */
        DispatchId: number;
        /**
         * @description What a gateway is asked to say: the warning, or that it is over.
         * @enum {string}
         */
        DispatchKind: "alert" | "update" | "cancel";
        /** @enum {string} */
        DispatchState: "waiting" | "accepted" | "failed" | "withheld";
        /** @description One message to one gateway. `key` makes it idempotent there. */
        DispatchView: {
            /** @description When it was last tried or told of. */
            at: components["schemas"]["Micros"];
            /** Format: int32 */
            attempts: number;
            /** @description Why it was not taken, in the gateway's or our words. */
            error?: string | null;
            gateway: components["schemas"]["GatewayId"];
            key: string;
            kind: components["schemas"]["DispatchKind"];
            receipt?: components["schemas"]["ReceiptCounts"] | null;
            receipt_at?: components["schemas"]["Micros"] | null;
            state: components["schemas"]["DispatchState"];
        };
        /** @description exp(−d/σ). */
        DistanceFactor: {
            /** Format: double */
            metres: number;
            /**
             * Format: double
             * @description Of this type, widened by both positions' errors, metres.
             */
            sigma_m: number;
            /** Format: double */
            value: number;
        };
        /** @description What is written in a document, and signed. */
        DocumentContent: {
            /** @description 主送机关; empty: none. */
            addressee?: string;
            /** @description 联系人及电话; empty: none. */
            contact?: string;
            /** @description 抄送机关; empty: none. */
            copies_to?: string;
            /** @description 内部使用 */
            internal?: boolean;
            /** @description 发文机关署名 */
            issuer: string;
            sections: components["schemas"]["DocumentSection"][];
            /** @description 标题 */
            title: string;
            urgency?: components["schemas"]["DocumentUrgency"] | null;
        };
        /** @description 附图: one of the document's pictures, with what it shows. */
        DocumentFigure: {
            caption?: string;
            sm3: string;
        };
        /**
         * Format: int64
         * @description 公文 Document.
         */
        DocumentId: number;
        /** @enum {string} */
        DocumentKind: "special_report" | "supervision_notice" | "incident_report" | "after_action_report" | "duty_bulletin";
        /** @description A picture that was taken in for a document: a map as it was, a photograph. Its bytes lie on the node under their SM3. */
        DocumentPicture: {
            /** Format: int64 */
            bytes: number;
            /** Format: int32 */
            height: number;
            /** @description `image/jpeg` or `image/png`. */
            kind: string;
            /** @description Lower-case hex. */
            sm3: string;
            /**
             * Format: int32
             * @description Pixels.
             */
            width: number;
        };
        /** @description One section of the body: 一、heading, paragraphs, a table, figures. The heading may be empty. */
        DocumentSection: {
            figures?: components["schemas"]["DocumentFigure"][];
            heading?: string;
            paragraphs?: string[];
            table?: components["schemas"]["DocumentTable"] | null;
        };
        /** @description 签发, and the seal that the node put under it. */
        DocumentSignature: {
            at: components["schemas"]["Micros"];
            by: string;
            /** @description SM3 of the canonical text, lower-case hex. */
            digest: string;
            seal?: components["schemas"]["ReportSeal"] | null;
            /** Format: int64 */
            seq: number;
        };
        /** @enum {string} */
        DocumentState: "draft" | "signed";
        /** @description A table; every row as wide as its head. */
        DocumentTable: {
            head: string[];
            rows: string[][];
        };
        /**
         * @description 紧急程度 of a document (GB/T 9704-2012, 7.2.3). An ordinary one has none.
         * @enum {string}
         */
        DocumentUrgency: "flash" | "urgent";
        /** @description A document as one visibility class may see it. */
        DocumentView: {
            content: components["schemas"]["DocumentContent"];
            /**
             * Format: int64
             * @description Log position up to which the draft speaks.
             */
            covers: number;
            drafted_at: components["schemas"]["Micros"];
            drafted_by: string;
            id: components["schemas"]["DocumentId"];
            incident?: components["schemas"]["IncidentId"] | null;
            kind: components["schemas"]["DocumentKind"];
            /** @description 发文字号; a draft has none yet. */
            number?: string | null;
            order?: components["schemas"]["OrderId"] | null;
            /** @description What its figures may show. */
            pictures?: components["schemas"]["DocumentPicture"][];
            signature?: components["schemas"]["DocumentSignature"] | null;
            state: components["schemas"]["DocumentState"];
            unit?: components["schemas"]["UnitId"] | null;
            /** Format: int64 */
            version: number;
        };
        /** @description A derived deadline (never a sleeping task). */
        Due: {
            at: components["schemas"]["Micros"];
            since: components["schemas"]["Micros"];
            /** @description What: `verify` 核实, `initial_phone` 电话首报, `initial_report` 首报, `follow_up` 续报, `final_report` 终报. */
            what: string;
        };
        /**
         * Format: int64
         * @description 值班日志 entry.
         */
        DutyEntryId: number;
        /** @description 值班日志 DutyLog: what an officer wrote down. It is added to, never changed. */
        DutyEntryView: {
            at: components["schemas"]["Micros"];
            by: string;
            id: components["schemas"]["DutyEntryId"];
            text: string;
            unit: components["schemas"]["UnitId"];
            /** Format: int64 */
            version: number;
        };
        /** @description What a roster's file would do, or why it cannot be taken. Nothing is changed by asking. */
        DutyImport: {
            /** Format: int32 */
            added: number;
            errors: components["schemas"]["DutyImportError"][];
            /** @description What is to be sent as `import_duty_shifts` when there is no error. */
            plans: components["schemas"]["DutyPlan"][];
            /**
             * Format: int32
             * @description Shifts to come that make room.
             */
            replaced: number;
            /**
             * Format: int32
             * @description Lines that say what stands already.
             */
            unchanged: number;
        };
        /** @description Why a line of the file cannot be taken. */
        DutyImportError: {
            /** @description Name of the column. */
            field: string;
            /**
             * Format: int32
             * @description Counted from 1, the head line included.
             */
            line: number;
            message_en: string;
            message_zh: string;
            rule: string;
        };
        DutyLine: {
            at: components["schemas"]["Micros"];
            by: string;
            incident?: components["schemas"]["IncidentId"] | null;
            kind: components["schemas"]["DutyLineKind"];
            /**
             * Format: int64
             * @description Log position, of lines that have one of their own.
             */
            seq?: number | null;
            text: string;
        };
        /**
         * @description What a line of the log is about. All but entries are derived when they are asked for.
         * @enum {string}
         */
        DutyLineKind: "entry" | "incident" | "call" | "warning" | "swap" | "handover";
        /** @description 值班日志 of a period, newest first. */
        DutyLog: {
            /**
             * Format: int32
             * @description Older lines that were left out.
             */
            beyond: number;
            lines: components["schemas"]["DutyLine"][];
        };
        /** @description Somebody on a roster. Not everybody has an account; who has one may swap and take over. */
        DutyPerson: {
            name: string;
            user?: components["schemas"]["UserId"] | null;
        };
        /** @description A shift as it is asked for. */
        DutyPlan: {
            end: components["schemas"]["Micros"];
            /** @description 带班领导, by name. */
            leader: string;
            /** @description 值班员, by name. */
            officers: string[];
            /** @description 值班电话. */
            phone: string;
            start: components["schemas"]["Micros"];
            unit: components["schemas"]["UnitId"];
        };
        /**
         * Format: int64
         * @description 班次 DutyShift.
         */
        DutyShiftId: number;
        /** @description 班次 DutyShift. */
        DutyShiftView: {
            /** @description Of the county's duty room, which everybody may call. */
            county: boolean;
            end: components["schemas"]["Micros"];
            id: components["schemas"]["DutyShiftId"];
            /** @description 带班领导 DutyLeader. */
            leader: components["schemas"]["DutyPerson"];
            officers: components["schemas"]["DutyPerson"][];
            phone: string;
            start: components["schemas"]["Micros"];
            unit: components["schemas"]["UnitId"];
            /** Format: int64 */
            version: number;
        };
        /**
         * Format: int64
         * @description 换班.
         */
        DutySwapId: number;
        /**
         * @description Where a swap stands.
         * @enum {string}
         */
        DutySwapState: "proposed" | "accepted" | "declined" | "withdrawn" | "lapsed";
        /** @description 换班: one gives a place in a shift and takes another's place in another shift. */
        DutySwapView: {
            /** @description What the other said to it. */
            answer: string;
            ended_at?: components["schemas"]["Micros"] | null;
            /** @description The shift that who proposed it gives away. */
            give: components["schemas"]["DutyShiftId"];
            give_end: components["schemas"]["Micros"];
            give_start: components["schemas"]["Micros"];
            giver: components["schemas"]["DutyPerson"];
            id: components["schemas"]["DutySwapId"];
            /** @description Both as 带班领导, else both as 值班员. */
            leading: boolean;
            note: string;
            other: components["schemas"]["DutyPerson"];
            proposed_at: components["schemas"]["Micros"];
            state: components["schemas"]["DutySwapState"];
            /** @description The shift that who proposed it takes. */
            take: components["schemas"]["DutyShiftId"];
            take_end: components["schemas"]["Micros"];
            take_start: components["schemas"]["Micros"];
            unit: components["schemas"]["UnitId"];
            /** Format: int64 */
            version: number;
        };
        /** @description Names an entity view. */
        EntityKey: {
            id: components["schemas"]["IncidentId"];
            /** @enum {string} */
            kind: "incident";
        } | {
            id: components["schemas"]["FeedRecordId"];
            /** @enum {string} */
            kind: "feed_record";
        } | {
            id: components["schemas"]["PhoneCallId"];
            /** @enum {string} */
            kind: "phone_call";
        } | {
            id: components["schemas"]["WarningId"];
            /** @enum {string} */
            kind: "warning";
        } | {
            id: components["schemas"]["StationId"];
            /** @enum {string} */
            kind: "station";
        } | {
            id: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            kind: "conference";
        } | {
            /** @description 会控 of the conference. */
            id: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            kind: "control";
        } | {
            id: components["schemas"]["RecordingId"];
            /** @enum {string} */
            kind: "recording";
        } | {
            id: components["schemas"]["UnitId"];
            /** @enum {string} */
            kind: "unit";
        } | {
            id: components["schemas"]["UnitGroupId"];
            /** @enum {string} */
            kind: "unit_group";
        } | {
            id: components["schemas"]["ExtranetNodeId"];
            /** @enum {string} */
            kind: "extranet_node";
        } | {
            id: components["schemas"]["ScheduleId"];
            /** @enum {string} */
            kind: "schedule";
        } | {
            id: components["schemas"]["TemplateId"];
            /** @enum {string} */
            kind: "template";
        } | {
            id: components["schemas"]["MessageId"];
            /** @enum {string} */
            kind: "message";
        } | {
            id: components["schemas"]["VoteId"];
            /** @enum {string} */
            kind: "vote";
        } | {
            id: components["schemas"]["UserId"];
            /** @enum {string} */
            kind: "user";
        } | {
            id: components["schemas"]["SourceId"];
            /** @enum {string} */
            kind: "feed_source";
        } | {
            id: components["schemas"]["OrderId"];
            /** @enum {string} */
            kind: "order";
        } | {
            id: components["schemas"]["PlotId"];
            /** @enum {string} */
            kind: "plot";
        } | {
            id: components["schemas"]["WallId"];
            /** @enum {string} */
            kind: "wall";
        } | {
            id: components["schemas"]["WallPresetId"];
            /** @enum {string} */
            kind: "wall_preset";
        } | {
            id: components["schemas"]["ReportId"];
            /** @enum {string} */
            kind: "report";
        } | {
            id: components["schemas"]["InstructionId"];
            /** @enum {string} */
            kind: "instruction";
        } | {
            id: components["schemas"]["DutyShiftId"];
            /** @enum {string} */
            kind: "duty_shift";
        } | {
            id: components["schemas"]["DutySwapId"];
            /** @enum {string} */
            kind: "duty_swap";
        } | {
            id: components["schemas"]["DocumentId"];
            /** @enum {string} */
            kind: "document";
        } | {
            id: components["schemas"]["DutyEntryId"];
            /** @enum {string} */
            kind: "duty_entry";
        } | {
            id: components["schemas"]["HandoverId"];
            /** @enum {string} */
            kind: "handover";
        } | {
            id: components["schemas"]["PlanId"];
            /** @enum {string} */
            kind: "plan";
        } | {
            id: components["schemas"]["IssuedWarningId"];
            /** @enum {string} */
            kind: "issued_warning";
        } | {
            id: components["schemas"]["GatewayId"];
            /** @enum {string} */
            kind: "gateway";
        } | {
            id: components["schemas"]["ResourceId"];
            /** @enum {string} */
            kind: "resource";
        } | {
            id: components["schemas"]["HazardId"];
            /** @enum {string} */
            kind: "hazard";
        } | {
            id: components["schemas"]["TargetId"];
            /** @enum {string} */
            kind: "protection_target";
        };
        /** @description Something a client keeps a copy of. */
        EntityView: {
            /** @enum {string} */
            kind: "incident";
            view: components["schemas"]["IncidentView"];
        } | {
            /** @enum {string} */
            kind: "feed_record";
            view: components["schemas"]["FeedRecordView"];
        } | {
            /** @enum {string} */
            kind: "phone_call";
            view: components["schemas"]["PhoneCallView"];
        } | {
            /** @enum {string} */
            kind: "warning";
            view: components["schemas"]["WarningView"];
        } | {
            /** @enum {string} */
            kind: "station";
            view: components["schemas"]["StationView"];
        } | {
            /** @enum {string} */
            kind: "conference";
            view: components["schemas"]["ConferenceView"];
        } | {
            /** @enum {string} */
            kind: "control";
            view: components["schemas"]["ControlView"];
        } | {
            /** @enum {string} */
            kind: "recording";
            view: components["schemas"]["RecordingView"];
        } | {
            /** @enum {string} */
            kind: "unit";
            view: components["schemas"]["UnitView"];
        } | {
            /** @enum {string} */
            kind: "unit_group";
            view: components["schemas"]["UnitGroupView"];
        } | {
            /** @enum {string} */
            kind: "extranet_node";
            view: components["schemas"]["ExtranetNodeView"];
        } | {
            /** @enum {string} */
            kind: "schedule";
            view: components["schemas"]["ScheduleView"];
        } | {
            /** @enum {string} */
            kind: "template";
            view: components["schemas"]["TemplateView"];
        } | {
            /** @enum {string} */
            kind: "message";
            view: components["schemas"]["MessageView"];
        } | {
            /** @enum {string} */
            kind: "vote";
            view: components["schemas"]["VoteView"];
        } | {
            /** @enum {string} */
            kind: "user";
            view: components["schemas"]["UserView"];
        } | {
            /** @enum {string} */
            kind: "feed_source";
            view: components["schemas"]["FeedSourceView"];
        } | {
            /** @enum {string} */
            kind: "order";
            view: components["schemas"]["OrderView"];
        } | {
            /** @enum {string} */
            kind: "plot";
            view: components["schemas"]["PlotView"];
        } | {
            /** @enum {string} */
            kind: "wall";
            view: components["schemas"]["WallView"];
        } | {
            /** @enum {string} */
            kind: "wall_preset";
            view: components["schemas"]["WallPresetView"];
        } | {
            /** @enum {string} */
            kind: "report";
            view: components["schemas"]["ReportView"];
        } | {
            /** @enum {string} */
            kind: "instruction";
            view: components["schemas"]["InstructionView"];
        } | {
            /** @enum {string} */
            kind: "duty_shift";
            view: components["schemas"]["DutyShiftView"];
        } | {
            /** @enum {string} */
            kind: "duty_swap";
            view: components["schemas"]["DutySwapView"];
        } | {
            /** @enum {string} */
            kind: "document";
            view: components["schemas"]["DocumentView"];
        } | {
            /** @enum {string} */
            kind: "duty_entry";
            view: components["schemas"]["DutyEntryView"];
        } | {
            /** @enum {string} */
            kind: "handover";
            view: components["schemas"]["HandoverView"];
        } | {
            /** @enum {string} */
            kind: "plan";
            view: components["schemas"]["PlanView"];
        } | {
            /** @enum {string} */
            kind: "issued_warning";
            view: components["schemas"]["IssuedWarningView"];
        } | {
            /** @enum {string} */
            kind: "gateway";
            view: components["schemas"]["GatewayView"];
        } | {
            /** @enum {string} */
            kind: "resource";
            view: components["schemas"]["ResourceView"];
        } | {
            /** @enum {string} */
            kind: "hazard";
            view: components["schemas"]["HazardView"];
        } | {
            /** @enum {string} */
            kind: "protection_target";
            view: components["schemas"]["TargetView"];
        };
        /**
         * @description One signed record (`POST /api/feeds/{source}`), idempotent on (source, `sourceId`, `seq`).
         *
         *     `hash` is lower-case hex HMAC-SM3 keyed with the source's key over the canonical text
         *     `source\nsourceId\nseq\nsentAt\ncrs\nSM3hex(body)`, where `body` is the exact JSON text of the body member.
         */
        Envelope: {
            /** @description A dispatch record or an observation; see `docs/feeds.md`. */
            body: Record<string, never>;
            crs: components["schemas"]["Crs"];
            hash: string;
            /** @description RFC 3339 with offset. */
            sentAt: string;
            /** Format: int64 */
            seq: number;
            source: string;
            sourceId: string;
        };
        /** @description 线路 from a node towards the centre. */
        ExtranetLine: {
            /**
             * Format: int32
             * @description From the centre to the sites, kbit/s of IP packets.
             */
            down_kbps: number;
            reserved?: components["schemas"]["Reserved"];
            /** @description The next node towards the centre. */
            to: components["schemas"]["ExtranetNodeId"];
            /**
             * Format: int32
             * @description From the sites to the centre, kbit/s of IP packets.
             */
            up_kbps: number;
        };
        /** @description 外网节点: a node of the extranet, a slug such as `south`. */
        ExtranetNodeId: string;
        /** @enum {string} */
        ExtranetNodeKind: "centre" | "aggregation" | "department" | "township";
        ExtranetNodeView: {
            id: components["schemas"]["ExtranetNodeId"];
            kind: components["schemas"]["ExtranetNodeKind"];
            line?: components["schemas"]["ExtranetLine"] | null;
            name: string;
            /** @description Whose sites stand here. */
            units: components["schemas"]["UnitId"][];
            /** Format: int64 */
            version: number;
        };
        FeedAccepted: {
            /** @description Our id: `record-17`, `warning-3` or `observation-<log position>`. */
            id: string;
            /**
             * Format: int64
             * @description Log position.
             */
            log_seq: number;
            /** @description It had been accepted before. */
            repeated: boolean;
            /** Format: int64 */
            seq: number;
            source_id: string;
        };
        /** @description What the department is told. */
        FeedAnswer: {
            accepted: components["schemas"]["FeedAccepted"][];
            /** @description Wrong fields, one by one. The other records of the same request were taken. */
            refused: components["schemas"]["FeedRefused"][];
        };
        /** @enum {string} */
        FeedFormat: "envelope" | "cap";
        /**
         * Format: int64
         * @description 外部来报: one record that a department's feed delivered.
         */
        FeedRecordId: number;
        /** @description 外部来报: a department's record, waiting for a person or linked by one. */
        FeedRecordView: {
            /** @description Plans whose trigger became true by it. Suggestions; for the county only. */
            activations?: components["schemas"]["ActivationView"][];
            /**
             * Format: int64
             * @description Sender's clock minus ours at receipt, microseconds.
             */
            clock_skew_us: number;
            crossing?: components["schemas"]["ThresholdCrossing"] | null;
            facts: components["schemas"]["IncidentFacts"];
            fate: components["schemas"]["RecordFate"];
            id: components["schemas"]["FeedRecordId"];
            /** @description Open incidents of which it may speak. Suggestions; for the county only. */
            proposals?: components["schemas"]["Proposal"][];
            received_at: components["schemas"]["Micros"];
            source: components["schemas"]["SourceId"];
            /** @description The department's own number. */
            source_number: string;
            unit: components["schemas"]["UnitId"];
            /** Format: int64 */
            version: number;
        };
        FeedRefused: {
            refusals: components["schemas"]["Refusal"][];
            /** Format: int64 */
            seq: number;
            source_id: string;
        };
        /** @description How a feed is doing, as an administrator sees it. */
        FeedSourceView: {
            /** Format: int64 */
            accepted: number;
            /** Format: int64 */
            clock_skew_us?: number | null;
            disabled: boolean;
            format: components["schemas"]["FeedFormat"];
            id: components["schemas"]["SourceId"];
            /** @description First and last four characters of the key; the whole key is shown once, when made. */
            key_hint: string;
            last_record_at?: components["schemas"]["Micros"] | null;
            last_refusal?: components["schemas"]["Refusal"] | null;
            name: string;
            /** Format: int64 */
            refused: number;
            unit: components["schemas"]["UnitId"];
            /** Format: int64 */
            version: number;
        };
        /** @description 申请发言: one that waits. */
        FloorRequest: {
            at: components["schemas"]["Micros"];
            /**
             * Format: int32
             * @description 稍后: the chair put it back to the end this many times.
             */
            postponed?: number;
            /** @description May be empty. */
            reason: string;
            site: components["schemas"]["SiteId"];
        };
        /** @description Where a site stands with the floor. */
        FloorState: {
            /** @enum {string} */
            type: "idle";
        } | {
            /** Format: int32 */
            ahead: number;
            since: components["schemas"]["Micros"];
            /** @enum {string} */
            type: "waiting";
        } | {
            /** @enum {string} */
            type: "holding";
        } | {
            at: components["schemas"]["Micros"];
            reason: string;
            /** @enum {string} */
            type: "refused";
        };
        /** @description One answer of the place search. */
        FoundPlace: {
            /** @description 12-digit (village) or 9-digit (town) code. */
            code: string;
            /**
             * Format: double
             * @description Radius of uncertainty, metres.
             */
            error_m: number;
            /** @description True when the position was generated (示意数据), not surveyed. */
            generated: boolean;
            kind: components["schemas"]["PlaceKind"];
            name: string;
            position: components["schemas"]["Wgs84"];
            /** @description True when only the sound matched ("读音相近"). */
            sounds_like?: boolean;
            /** @description The town's name. */
            town: string;
        };
        /** @description What is missing, and why. */
        Gap: {
            /** Format: int64 */
            begins_us: number;
            /** Format: int64 */
            ends_us: number;
            /** Format: int64 */
            lost_packets: number;
            /** @description `loss` on the network, `restart` of a process, `closed` by the site or the chair. */
            why: string;
        };
        /** @description 发布渠道: a way out of the system, to telephones or loudspeakers. */
        GatewayId: string;
        /**
         * @description What a gateway reaches.
         * @enum {string}
         */
        GatewayKind: "sms" | "loudspeaker";
        /** @description How far a message came, in its gateway's figures. */
        GatewayReceipt: {
            counts: components["schemas"]["ReceiptCounts"];
            /** @description Of the dispatch. */
            key: string;
        };
        /** @description A way out of the system; its address is for administrators. */
        GatewayView: {
            disabled: boolean;
            id: components["schemas"]["GatewayId"];
            /** @description First and last characters of its key; `None` while it has none. */
            key_hint?: string | null;
            kind: components["schemas"]["GatewayKind"];
            name: string;
            url?: string | null;
            /** Format: int64 */
            version: number;
        };
        /** @description A position as it was given, before conversion. */
        GivenPosition: {
            crs: components["schemas"]["Crs"];
            /** Format: double */
            lat: number;
            /** Format: double */
            lon: number;
        };
        /**
         * Format: int64
         * @description 交接班 Handover.
         */
        HandoverId: number;
        /** @description One thing that is handed over, as it was found. */
        HandoverItem: {
            at?: components["schemas"]["Micros"] | null;
            /** @description Number, state, what is owed. */
            detail: string;
            incident?: components["schemas"]["IncidentId"] | null;
            /** @description Names it within the handover. */
            key: string;
            kind: components["schemas"]["HandoverKind"];
            /** @description What the giving officer said about it. */
            remark?: string;
            severity?: components["schemas"]["Severity"] | null;
            title: string;
            /** @description The unit or the place that it is about. */
            who: string;
        };
        /**
         * @description What a handover lists.
         * @enum {string}
         */
        HandoverKind: "open_incident" | "unacknowledged_order" | "due_report" | "equipment_fault" | "pending_instruction";
        /** @description What there is to hand over. */
        HandoverList: {
            at: components["schemas"]["Micros"];
            /**
             * Format: int32
             * @description Items past the bound, in no list.
             */
            beyond: number;
            items: components["schemas"]["HandoverItem"][];
        };
        /** @description A remark on one item. */
        HandoverRemark: {
            key: string;
            text: string;
        };
        /** @description A handover as it was given; it changes no more. */
        HandoverSheet: {
            handover: components["schemas"]["HandoverView"];
            list: components["schemas"]["HandoverList"];
        };
        /** @enum {string} */
        HandoverState: "given" | "confirmed" | "withdrawn";
        /** @description 交接班 Handover, without its list. */
        HandoverView: {
            /** @description What who took over said. */
            answer: string;
            /** @description How many items of each kind, in the order of [`HandoverKind::ALL`]. */
            counts: number[];
            ended_at?: components["schemas"]["Micros"] | null;
            given_at: components["schemas"]["Micros"];
            given_by: string;
            giver: components["schemas"]["UserId"];
            id: components["schemas"]["HandoverId"];
            state: components["schemas"]["HandoverState"];
            /** @description Who took over. */
            taken_by: string;
            text: string;
            unit: components["schemas"]["UnitId"];
            /** Format: int64 */
            version: number;
        };
        /** @description 危险源 Hazard, by its number. */
        HazardId: string;
        HazardView: {
            facts: components["schemas"]["PlacedFacts"];
            id: components["schemas"]["HazardId"];
            /** Format: int64 */
            version: number;
        };
        Health: {
            crs: components["schemas"]["Crs"][];
            /** Format: int64 */
            live_clients: number;
            media: boolean;
            /** @description Media addresses announced, for the page that cannot connect. */
            media_addresses: string[];
            mode: components["schemas"]["Mode"];
            recorder: boolean;
            /** Format: int64 */
            seq: number;
            version: string;
        };
        /** @description `RTCIceServer` of the WebRTC API: TURN over TLS at the port that the page came by. */
        IceServer: {
            /** @description Taken for ten minutes; an allocation made with it stays. */
            credential: string;
            /** @description `turns:HOST:PORT?transport=tcp` (RFC 7065) */
            urls: string;
            username: string;
        };
        /** @description Fields of an incident to replace. */
        IncidentChange: {
            casualties?: components["schemas"]["Casualties"] | null;
            informed?: string | null;
            measures?: string | null;
            narrative?: string | null;
            title?: string | null;
        };
        /** @description The facts of an incident, as typed at intake or delivered by a feed. */
        IncidentFacts: {
            caller?: components["schemas"]["Caller"];
            casualties?: components["schemas"]["Casualties"];
            /** @description 已告知谁 */
            informed?: string;
            /** @description 已采取措施 */
            measures?: string;
            /** @description 经过·原因·趋势 */
            narrative?: string;
            occurred_at: components["schemas"]["Micros"];
            place: components["schemas"]["Place"];
            severity?: components["schemas"]["Severity"] | null;
            title: string;
            /** @description GB/T 35649-2017 type code, such as `A10100`. */
            type_code: string;
        };
        /**
         * @description An incident and what stands at it (orders, reports, instructions, documents, plots, records, calls), as the asker may
         *     see each.
         */
        IncidentFile: {
            entities: components["schemas"]["EntityView"][];
        };
        /**
         * Format: int64
         * @description 突发事件 Incident.
         */
        IncidentId: number;
        /** @description A page of the list, the newest first. */
        IncidentPage: {
            /** Format: int32 */
            page: number;
            /** Format: int32 */
            pages: number;
            rows: components["schemas"]["IncidentRow"][];
            /**
             * Format: int32
             * @description Incidents that fit, on all pages.
             */
            total: number;
        };
        /** @description One line of the list. It says nothing of who called. */
        IncidentRow: {
            id: components["schemas"]["IncidentId"];
            number: string;
            /** @description Words of the place. */
            place: string;
            reported_at: components["schemas"]["Micros"];
            severity?: components["schemas"]["Severity"] | null;
            state: components["schemas"]["IncidentState"];
            title: string;
            type_code: string;
            unit: components["schemas"]["UnitId"];
            updated_at: components["schemas"]["Micros"];
        };
        /**
         * @description 接报 → 核实 → {误报 | 重复并案 | 属实} → 研判 → 启动响应 → 处置 ⇄ 调级 → 终止 → 善后 → 总结评估 → 归档.
         * @enum {string}
         */
        IncidentState: "reported" | "verifying" | "false_alarm" | "duplicate" | "confirmed" | "assessing" | "responding" | "handling" | "ended" | "aftermath" | "reviewing" | "archived";
        /** @description 流转: one step through the states, with the basis on which it was decided. */
        IncidentStep: {
            at: components["schemas"]["Micros"];
            basis: string;
            by: string;
            from: components["schemas"]["IncidentState"];
            /**
             * Format: int64
             * @description Log position.
             */
            seq: number;
            to: components["schemas"]["IncidentState"];
        };
        /** @description An incident as one visibility class may see it. */
        IncidentView: {
            /** @description Plans whose trigger became true. Suggestions; for the county only. */
            activations?: components["schemas"]["ActivationView"][];
            /** @description 推演, oldest first. */
            analyses?: components["schemas"]["AnalysisView"][];
            /** @description 附件, oldest first. */
            attachments?: components["schemas"]["Attachment"][];
            facts: components["schemas"]["IncidentFacts"];
            id: components["schemas"]["IncidentId"];
            logged_by: components["schemas"]["UserId"];
            next_due?: components["schemas"]["Due"] | null;
            /** @description States that may come next. */
            next_states: components["schemas"]["IncidentState"][];
            /** @description Number as people say it, `20260718-0004`. */
            number: string;
            /** @description Open incidents that may be the same. Suggestions; for the county only. */
            proposals?: components["schemas"]["Proposal"][];
            /** @description Feed records linked to this incident. */
            records: components["schemas"]["FeedRecordId"][];
            /** @description How it stands to other incidents. */
            relations?: components["schemas"]["RelationView"][];
            /** @description 接报时间 */
            reported_at: components["schemas"]["Micros"];
            reporting?: components["schemas"]["Reporting"] | null;
            response?: components["schemas"]["ResponseView"] | null;
            state: components["schemas"]["IncidentState"];
            /** @description The way that it went through the states, oldest step first. */
            steps?: components["schemas"]["IncidentStep"][];
            suggested_severity?: components["schemas"]["SuggestedSeverity"] | null;
            timeline: components["schemas"]["TimelineEntry"][];
            /** @description Unit whose character stands on the symbol: the first that reported it. */
            unit: components["schemas"]["UnitId"];
            updated_at: components["schemas"]["Micros"];
            /** Format: int64 */
            version: number;
        };
        /** @description What a client may send. Absent optional fields mean "leave as it is". */
        Input: {
            facts: components["schemas"]["IncidentFacts"];
            from_record?: components["schemas"]["FeedRecordId"] | null;
            taken_at?: components["schemas"]["Micros"] | null;
            /** @enum {string} */
            type: "log_incident";
        } | {
            basis: string;
            incident: components["schemas"]["IncidentId"];
            severity?: components["schemas"]["Severity"] | null;
            /** @enum {string} */
            type: "classify_incident";
            type_code: string;
        } | {
            incident: components["schemas"]["IncidentId"];
            place: components["schemas"]["Place"];
            /** @enum {string} */
            type: "locate_incident";
        } | {
            change: components["schemas"]["IncidentChange"];
            incident: components["schemas"]["IncidentId"];
            /** @enum {string} */
            type: "update_incident";
            /** Format: int64 */
            version: number;
        } | {
            incident: components["schemas"]["IncidentId"];
            text: string;
            /** @enum {string} */
            type: "add_note";
        } | {
            incident: components["schemas"]["IncidentId"];
            text: string;
            /** @enum {string} */
            type: "record_decision";
        } | {
            basis: string;
            incident: components["schemas"]["IncidentId"];
            to: components["schemas"]["IncidentState"];
            /** @enum {string} */
            type: "transition_incident";
        } | {
            incident: components["schemas"]["IncidentId"];
            label: string;
            shape: components["schemas"]["PlotShape"];
            symbol?: string | null;
            /** @enum {string} */
            type: "draw_plot";
            vertices: components["schemas"]["Wgs84"][];
        } | {
            label?: string | null;
            plot: components["schemas"]["PlotId"];
            /** @enum {string} */
            type: "revise_plot";
            /** Format: int64 */
            version: number;
            vertices?: components["schemas"]["Wgs84"][] | null;
        } | {
            plot: components["schemas"]["PlotId"];
            /** @enum {string} */
            type: "erase_plot";
        } | {
            plot: components["schemas"]["PlotId"];
            /** @enum {string} */
            type: "restore_plot";
        } | {
            incident: components["schemas"]["IncidentId"];
            record: components["schemas"]["FeedRecordId"];
            /** @enum {string} */
            type: "link_record";
        } | {
            record: components["schemas"]["FeedRecordId"];
            /** @enum {string} */
            type: "unlink_record";
        } | {
            reason: string;
            record: components["schemas"]["FeedRecordId"];
            /** @enum {string} */
            type: "dismiss_record";
        } | {
            content: components["schemas"]["WarningContent"];
            /** @enum {string} */
            type: "draft_warning";
            updates?: components["schemas"]["IssuedWarningId"] | null;
        } | {
            content: components["schemas"]["WarningContent"];
            /** @enum {string} */
            type: "edit_warning";
            /** Format: int64 */
            version: number;
            warning: components["schemas"]["IssuedWarningId"];
        } | {
            /** @enum {string} */
            type: "approve_warning";
            warning: components["schemas"]["IssuedWarningId"];
        } | {
            /** @enum {string} */
            type: "issue_warning";
            warning: components["schemas"]["IssuedWarningId"];
        } | {
            reason: string;
            /** @enum {string} */
            type: "cancel_warning";
            warning: components["schemas"]["IssuedWarningId"];
        } | {
            screen: string;
            /** @enum {string} */
            type: "show_warning";
            warning: components["schemas"]["IssuedWarningId"];
        } | {
            screen: string;
            /** @enum {string} */
            type: "acknowledge_warning";
            warning: components["schemas"]["IssuedWarningId"];
        } | {
            disabled: boolean;
            id: components["schemas"]["GatewayId"];
            kind: components["schemas"]["GatewayKind"];
            name: string;
            /** @enum {string} */
            type: "set_gateway";
            url: string;
        } | {
            content: components["schemas"]["OrderContent"];
            incident: components["schemas"]["IncidentId"];
            /** @enum {string} */
            type: "draft_order";
        } | {
            content: components["schemas"]["OrderContent"];
            order: components["schemas"]["OrderId"];
            /** @enum {string} */
            type: "edit_order";
            /** Format: int64 */
            version: number;
        } | {
            order: components["schemas"]["OrderId"];
            /** @enum {string} */
            type: "submit_order";
        } | {
            order: components["schemas"]["OrderId"];
            reason: string;
            /** @enum {string} */
            type: "send_back_order";
        } | {
            order: components["schemas"]["OrderId"];
            remark?: string;
            /** @enum {string} */
            type: "approve_order";
        } | {
            order: components["schemas"]["OrderId"];
            /** @enum {string} */
            type: "issue_order";
            urgent_basis?: string | null;
        } | {
            order: components["schemas"]["OrderId"];
            reason: string;
            /** @enum {string} */
            type: "withdraw_order";
        } | {
            order: components["schemas"]["OrderId"];
            screen: string;
            /** @enum {string} */
            type: "show_order";
        } | {
            order: components["schemas"]["OrderId"];
            screen: string;
            /** @enum {string} */
            type: "acknowledge_order";
        } | {
            order: components["schemas"]["OrderId"];
            reason: string;
            /** @enum {string} */
            type: "return_order";
        } | {
            /** @description Attachments of the order's incident. */
            attachments?: number[];
            order: components["schemas"]["OrderId"];
            text: string;
            /** @enum {string} */
            type: "reply_order";
        } | {
            order: components["schemas"]["OrderId"];
            text: string;
            /** @enum {string} */
            type: "complete_order";
        } | {
            order: components["schemas"]["OrderId"];
            text?: string;
            /** @enum {string} */
            type: "remind_order";
            unit: components["schemas"]["UnitId"];
        } | {
            order: components["schemas"]["OrderId"];
            text?: string;
            /** @enum {string} */
            type: "supervise_order";
            unit: components["schemas"]["UnitId"];
        } | {
            content: components["schemas"]["PlanContent"];
            id: components["schemas"]["PlanId"];
            /** @enum {string} */
            type: "save_plan";
            /** Format: int64 */
            version?: number | null;
        } | {
            id: components["schemas"]["PlanId"];
            /** @enum {string} */
            type: "remove_plan";
        } | {
            basis: string;
            incident: components["schemas"]["IncidentId"];
            level: components["schemas"]["ResponseLevel"];
            plan: components["schemas"]["PlanId"];
            /** @enum {string} */
            type: "activate_plan";
        } | {
            basis: string;
            incident: components["schemas"]["IncidentId"];
            level: components["schemas"]["ResponseLevel"];
            /** @enum {string} */
            type: "change_response_level";
        } | {
            basis: string;
            incident: components["schemas"]["IncidentId"];
            /** @enum {string} */
            type: "end_response";
        } | {
            incident: components["schemas"]["IncidentId"];
            plan: components["schemas"]["PlanId"];
            reason: string;
            /** @enum {string} */
            type: "reject_activation";
        } | {
            incident: components["schemas"]["IncidentId"];
            plan: components["schemas"]["PlanId"];
            /** @enum {string} */
            type: "restore_activation";
        } | {
            /** Format: int64 */
            analysis: number;
            incident: components["schemas"]["IncidentId"];
            reason: string;
            /** @enum {string} */
            type: "retract_analysis";
        } | {
            /** @description Name of the file. */
            file: string;
            rows: components["schemas"]["RegisterRow"][];
            /** @enum {string} */
            type: "import_register";
        } | {
            resource: components["schemas"]["ResourceId"];
            /** @enum {string} */
            type: "set_resource_status";
            unavailable?: string | null;
        } | {
            /** Format: int32 */
            amount: number;
            incident: components["schemas"]["IncidentId"];
            resource: components["schemas"]["ResourceId"];
            text?: string;
            /** @enum {string} */
            type: "dispatch_resource";
        } | {
            dispatch: components["schemas"]["DispatchId"];
            text?: string;
            /** @enum {string} */
            type: "arrive_resource";
        } | {
            /** Format: int32 */
            amount: number;
            dispatch: components["schemas"]["DispatchId"];
            text?: string;
            /** @enum {string} */
            type: "return_resource";
        } | {
            call: components["schemas"]["CallFacts"];
            incident?: components["schemas"]["IncidentId"] | null;
            /** @enum {string} */
            type: "log_call";
        } | {
            call: components["schemas"]["PhoneCallId"];
            incident: components["schemas"]["IncidentId"];
            /** @enum {string} */
            type: "link_call";
        } | {
            call: components["schemas"]["PhoneCallId"];
            /** @enum {string} */
            type: "unlink_call";
        } | {
            basis?: string;
            incident: components["schemas"]["IncidentId"];
            relation: components["schemas"]["Relation"];
            to: components["schemas"]["IncidentId"];
            /** @enum {string} */
            type: "relate_incident";
        } | {
            incident: components["schemas"]["IncidentId"];
            relation: components["schemas"]["Relation"];
            to: components["schemas"]["IncidentId"];
            /** @enum {string} */
            type: "unrelate_incident";
        } | {
            incident: components["schemas"]["IncidentId"];
            subject: components["schemas"]["Correlated"];
            /** @enum {string} */
            type: "reject_proposal";
        } | {
            incident: components["schemas"]["IncidentId"];
            subject: components["schemas"]["Correlated"];
            /** @enum {string} */
            type: "restore_proposal";
        } | {
            incident: components["schemas"]["IncidentId"];
            kind: components["schemas"]["ReportKind"];
            /** @enum {string} */
            type: "draft_report";
        } | {
            elements: components["schemas"]["ReportElements"];
            report: components["schemas"]["ReportId"];
            text: string;
            /** @enum {string} */
            type: "edit_report";
            /** Format: int64 */
            version: number;
        } | {
            report: components["schemas"]["ReportId"];
            /** @enum {string} */
            type: "sign_report";
            /** Format: int64 */
            version: number;
        } | {
            report: components["schemas"]["ReportId"];
            text?: string;
            to: string;
            /** @enum {string} */
            type: "confirm_report";
        } | {
            incident: components["schemas"]["IncidentId"];
            text?: string;
            to: string;
            /** @enum {string} */
            type: "phone_report";
        } | {
            incident: components["schemas"]["IncidentId"];
            reply_by?: components["schemas"]["Micros"] | null;
            report?: components["schemas"]["ReportId"] | null;
            text: string;
            /** @enum {string} */
            type: "give_instruction";
            units: components["schemas"]["OrderRecipient"][];
        } | {
            instruction: components["schemas"]["InstructionId"];
            screen: string;
            /** @enum {string} */
            type: "show_instruction";
        } | {
            instruction: components["schemas"]["InstructionId"];
            text: string;
            /** @enum {string} */
            type: "reply_instruction";
        } | {
            plan: components["schemas"]["DutyPlan"];
            shift?: components["schemas"]["DutyShiftId"] | null;
            /** @enum {string} */
            type: "set_duty_shift";
            /**
             * Format: int64
             * @description Of the shift, as it was read.
             */
            version?: number;
        } | {
            shift: components["schemas"]["DutyShiftId"];
            /** @enum {string} */
            type: "remove_duty_shift";
        } | {
            plans: components["schemas"]["DutyPlan"][];
            /** @enum {string} */
            type: "import_duty_shifts";
        } | {
            give: components["schemas"]["DutyShiftId"];
            note?: string;
            take: components["schemas"]["DutyShiftId"];
            /** @enum {string} */
            type: "propose_duty_swap";
            with: components["schemas"]["UserId"];
        } | {
            accept: boolean;
            swap: components["schemas"]["DutySwapId"];
            text?: string;
            /** @enum {string} */
            type: "answer_duty_swap";
        } | {
            swap: components["schemas"]["DutySwapId"];
            /** @enum {string} */
            type: "withdraw_duty_swap";
        } | {
            text: string;
            /** @enum {string} */
            type: "add_duty_entry";
        } | {
            remarks?: components["schemas"]["HandoverRemark"][];
            text?: string;
            /** @enum {string} */
            type: "give_handover";
        } | {
            handover: components["schemas"]["HandoverId"];
            text?: string;
            /** @enum {string} */
            type: "confirm_handover";
        } | {
            handover: components["schemas"]["HandoverId"];
            /** @enum {string} */
            type: "withdraw_handover";
        } | {
            incident?: components["schemas"]["IncidentId"] | null;
            kind: components["schemas"]["DocumentKind"];
            order?: components["schemas"]["OrderId"] | null;
            /** @enum {string} */
            type: "draft_document";
            unit?: components["schemas"]["UnitId"] | null;
        } | {
            content: components["schemas"]["DocumentContent"];
            document: components["schemas"]["DocumentId"];
            secrecy?: components["schemas"]["Secrecy"] | null;
            /** @enum {string} */
            type: "edit_document";
            /** Format: int64 */
            version: number;
        } | {
            document: components["schemas"]["DocumentId"];
            /** @enum {string} */
            type: "sign_document";
            /** Format: int64 */
            version: number;
        } | {
            document: components["schemas"]["DocumentId"];
            /** @enum {string} */
            type: "discard_document";
            /** Format: int64 */
            version: number;
        } | {
            incident?: components["schemas"]["IncidentId"] | null;
            invite: components["schemas"]["UnitId"][];
            title: string;
            /** @enum {string} */
            type: "create_conference";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "invite_units";
            units: components["schemas"]["UnitId"][];
        } | {
            conference: components["schemas"]["ConferenceId"];
            devices: components["schemas"]["Devices"];
            /** @enum {string} */
            type: "join_conference";
        } | {
            conference: components["schemas"]["ConferenceId"];
            reason: string;
            /** @enum {string} */
            type: "decline_conference";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "leave_conference";
        } | {
            conference: components["schemas"]["ConferenceId"];
            on: boolean;
            stream: components["schemas"]["StreamKind"];
            /** @enum {string} */
            type: "set_own_stream";
        } | {
            conference: components["schemas"]["ConferenceId"];
            muted: boolean;
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "mute_site";
        } | {
            conference: components["schemas"]["ConferenceId"];
            except: components["schemas"]["SiteId"][];
            muted: boolean;
            /** @enum {string} */
            type: "mute_all";
        } | {
            conference: components["schemas"]["ConferenceId"];
            site?: components["schemas"]["SiteId"] | null;
            /** @enum {string} */
            type: "broadcast";
        } | {
            conference: components["schemas"]["ConferenceId"];
            site?: components["schemas"]["SiteId"] | null;
            /** @enum {string} */
            type: "view_site";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "start_presentation";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "stop_presentation";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "grant_chair";
            user: components["schemas"]["UserId"];
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "request_chair";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "release_chair";
        } | {
            conference: components["schemas"]["ConferenceId"];
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "hang_up_site";
        } | {
            conference: components["schemas"]["ConferenceId"];
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "ring_site";
        } | {
            conference: components["schemas"]["ConferenceId"];
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "remove_site";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "end_conference";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "free_discussion";
        } | {
            conference: components["schemas"]["ConferenceId"];
            step: components["schemas"]["RollCallStep"];
            /** @enum {string} */
            type: "roll_call";
        } | {
            conference: components["schemas"]["ConferenceId"];
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "dialogue";
        } | {
            conference: components["schemas"]["ConferenceId"];
            settings: components["schemas"]["VoiceSwitchSettings"];
            /** @enum {string} */
            type: "voice_switch";
        } | {
            conference: components["schemas"]["ConferenceId"];
            mosaic: components["schemas"]["MosaicId"];
            /** @enum {string} */
            type: "broadcast_mosaic";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "cancel_operation";
        } | {
            conference: components["schemas"]["ConferenceId"];
            reason?: string;
            /** @enum {string} */
            type: "request_floor";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "withdraw_floor";
        } | {
            conference: components["schemas"]["ConferenceId"];
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "grant_floor";
        } | {
            conference: components["schemas"]["ConferenceId"];
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "postpone_floor";
        } | {
            conference: components["schemas"]["ConferenceId"];
            reason?: string;
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "refuse_floor";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "release_floor";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "revoke_floor";
        } | {
            conference: components["schemas"]["ConferenceId"];
            source?: components["schemas"]["Source"] | null;
            /** @enum {string} */
            type: "pin_site";
            viewer: components["schemas"]["SiteId"];
        } | {
            conference: components["schemas"]["ConferenceId"];
            mosaic: components["schemas"]["MosaicId"];
            /** @enum {string} */
            type: "view_mosaic";
        } | {
            conference: components["schemas"]["ConferenceId"];
            kind: components["schemas"]["RotationKind"];
            step: components["schemas"]["RotationStep"];
            /** @enum {string} */
            type: "rotation";
        } | {
            apply?: components["schemas"]["Audience"] | null;
            conference: components["schemas"]["ConferenceId"];
            mosaic?: components["schemas"]["MosaicId"] | null;
            name: string;
            plan: components["schemas"]["MosaicPlan"];
            /** @enum {string} */
            type: "save_mosaic";
        } | {
            audience?: components["schemas"]["Audience"] | null;
            conference: components["schemas"]["ConferenceId"];
            mosaic: components["schemas"]["MosaicId"];
            /** @enum {string} */
            type: "apply_mosaic";
        } | {
            conference: components["schemas"]["ConferenceId"];
            mosaic: components["schemas"]["MosaicId"];
            /** @enum {string} */
            type: "delete_mosaic";
        } | {
            conference: components["schemas"]["ConferenceId"];
            open: boolean;
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "set_speaker";
        } | {
            conference: components["schemas"]["ConferenceId"];
            except?: components["schemas"]["SiteId"][];
            open: boolean;
            /** @enum {string} */
            type: "set_all_speakers";
        } | {
            conference: components["schemas"]["ConferenceId"];
            locked: boolean;
            /** @enum {string} */
            type: "lock_presentation";
        } | {
            conference: components["schemas"]["ConferenceId"];
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "set_chair_site";
        } | {
            conference: components["schemas"]["ConferenceId"];
            order: components["schemas"]["Level"][];
            /** @enum {string} */
            type: "set_priority";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "start_recording";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "stop_recording";
        } | {
            groups: components["schemas"]["UnitGroupId"][];
            incident: components["schemas"]["IncidentId"];
            title: string;
            /** @enum {string} */
            type: "start_consultation";
            units: components["schemas"]["UnitId"][];
        } | {
            conference: components["schemas"]["ConferenceId"];
            group?: components["schemas"]["UnitGroupId"] | null;
            /** @enum {string} */
            type: "ring_absent";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** Format: int32 */
            minutes: number;
            /** @enum {string} */
            type: "postpone_call";
        } | {
            conference: components["schemas"]["ConferenceId"];
            locked: boolean;
            /** @enum {string} */
            type: "lock_conference";
        } | {
            conference: components["schemas"]["ConferenceId"];
            on: boolean;
            /** @enum {string} */
            type: "set_waiting_room";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "ask_to_enter";
            waiting: boolean;
        } | {
            admit: boolean;
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "answer_entry";
            user: components["schemas"]["UserId"];
        } | {
            conference: components["schemas"]["ConferenceId"];
            password?: string | null;
            /** @enum {string} */
            type: "set_conference_password";
        } | {
            conference: components["schemas"]["ConferenceId"];
            password: string;
            /** @enum {string} */
            type: "enter_password";
        } | {
            conference: components["schemas"]["ConferenceId"];
            /** Format: int32 */
            minutes: number;
            /** @enum {string} */
            type: "prolong_conference";
        } | {
            conference: components["schemas"]["ConferenceId"];
            site?: components["schemas"]["SiteId"] | null;
            /** @enum {string} */
            type: "check_in";
        } | {
            caption: components["schemas"]["Caption"];
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "show_caption";
        } | {
            /** Format: int64 */
            caption?: number | null;
            conference: components["schemas"]["ConferenceId"];
            /** @enum {string} */
            type: "clear_caption";
        } | {
            plan: components["schemas"]["ConferencePlan"];
            timing: components["schemas"]["Timing"];
            /** @enum {string} */
            type: "schedule_conference";
        } | {
            plan: components["schemas"]["ConferencePlan"];
            schedule: components["schemas"]["ScheduleId"];
            timing: components["schemas"]["Timing"];
            /** @enum {string} */
            type: "change_schedule";
        } | {
            schedule: components["schemas"]["ScheduleId"];
            /** @enum {string} */
            type: "cancel_schedule";
        } | {
            name: string;
            plan: components["schemas"]["ConferencePlan"];
            template?: components["schemas"]["TemplateId"] | null;
            /** @enum {string} */
            type: "save_template";
        } | {
            template: components["schemas"]["TemplateId"];
            /** @enum {string} */
            type: "remove_template";
        } | {
            incident?: components["schemas"]["IncidentId"] | null;
            plan: components["schemas"]["ConferencePlan"];
            /** @enum {string} */
            type: "open_conference";
        } | {
            conference: components["schemas"]["ConferenceId"];
            text: string;
            /** @enum {string} */
            type: "send_message";
        } | {
            conference: components["schemas"]["ConferenceId"];
            question: string;
            /** @enum {string} */
            type: "open_vote";
        } | {
            choice: components["schemas"]["Choice"];
            /** @enum {string} */
            type: "cast_vote";
            vote: components["schemas"]["VoteId"];
        } | {
            /** @enum {string} */
            type: "close_vote";
            vote: components["schemas"]["VoteId"];
        } | {
            preset?: components["schemas"]["WallPresetId"] | null;
            scene: components["schemas"]["WallScene"];
            /** @enum {string} */
            type: "arrange_wall";
            wall: components["schemas"]["WallId"];
        } | {
            id: components["schemas"]["WallId"];
            name: string;
            /** @enum {string} */
            type: "set_wall";
        } | {
            id: components["schemas"]["WallId"];
            /** @enum {string} */
            type: "remove_wall";
        } | {
            id: components["schemas"]["WallPresetId"];
            layout: components["schemas"]["WallLayout"];
            map: components["schemas"]["WallMap"];
            name: string;
            panes: components["schemas"]["WallPane"][];
            /** @enum {string} */
            type: "save_wall_preset";
        } | {
            id: components["schemas"]["WallPresetId"];
            /** @enum {string} */
            type: "remove_wall_preset";
        } | {
            code?: string | null;
            id: components["schemas"]["UnitId"];
            kind: components["schemas"]["UnitKind"];
            name: string;
            phone?: string | null;
            /** @enum {string} */
            type: "create_unit";
        } | {
            disabled?: boolean | null;
            id: components["schemas"]["UnitId"];
            name?: string | null;
            phone?: string | null;
            /** @enum {string} */
            type: "update_unit";
        } | {
            id: components["schemas"]["UnitGroupId"];
            name: string;
            /** @enum {string} */
            type: "set_unit_group";
            units: components["schemas"]["UnitId"][];
        } | {
            id: components["schemas"]["UnitGroupId"];
            /** @enum {string} */
            type: "remove_unit_group";
        } | {
            id: components["schemas"]["ExtranetNodeId"];
            kind: components["schemas"]["ExtranetNodeKind"];
            line?: components["schemas"]["ExtranetLine"] | null;
            name: string;
            /** @enum {string} */
            type: "set_extranet_node";
            /** @description Whose sites stand here. */
            units: components["schemas"]["UnitId"][];
        } | {
            id: components["schemas"]["ExtranetNodeId"];
            /** @enum {string} */
            type: "remove_extranet_node";
        } | {
            disabled?: boolean | null;
            name?: string | null;
            role?: components["schemas"]["Role"] | null;
            /** @enum {string} */
            type: "update_user";
            unit?: components["schemas"]["UnitId"] | null;
            user: components["schemas"]["UserId"];
        } | {
            format: components["schemas"]["FeedFormat"];
            id: components["schemas"]["SourceId"];
            name: string;
            /** @enum {string} */
            type: "create_feed_source";
            unit: components["schemas"]["UnitId"];
        } | {
            disabled?: boolean | null;
            id: components["schemas"]["SourceId"];
            name?: string | null;
            /** @enum {string} */
            type: "update_feed_source";
        } | {
            id: components["schemas"]["StationId"];
            name: string;
            position: components["schemas"]["Wgs84"];
            source: components["schemas"]["SourceId"];
            thresholds: components["schemas"]["Thresholds"];
            /** @enum {string} */
            type: "set_station";
        } | {
            active: boolean;
            id: components["schemas"]["MapPackageId"];
            /** @enum {string} */
            type: "set_map_package";
        };
        /** @description Made by whoever sends an input (UUID text); the same id never takes effect twice. */
        InputId: string;
        /**
         * Format: int64
         * @description 批示 Instruction.
         */
        InstructionId: number;
        InstructionRow: {
            reminded_at?: components["schemas"]["Micros"] | null;
            reply?: components["schemas"]["OrderMark"] | null;
            /** @description 传达 proof: who read it when, on which screen. */
            shown: components["schemas"]["OrderShown"][];
            unit: components["schemas"]["UnitId"];
        };
        /** @description An instruction as one visibility class may see it: the county all of it, a unit its own row. */
        InstructionView: {
            at: components["schemas"]["Micros"];
            by: string;
            id: components["schemas"]["InstructionId"];
            incident: components["schemas"]["IncidentId"];
            reply_by?: components["schemas"]["Micros"] | null;
            report?: components["schemas"]["ReportId"] | null;
            rows: components["schemas"]["InstructionRow"][];
            text: string;
            /** Format: int64 */
            version: number;
        };
        /**
         * Format: int64
         * @description 预警发布: a warning issued here.
         */
        IssuedWarningId: number;
        /**
         * @description 拟稿 → 批准 → 发布 → 更新 or 解除.
         * @enum {string}
         */
        IssuedWarningState: "draft" | "approved" | "issued" | "updated" | "cancelled";
        /** @description A warning issued here: the county sees all of it, a unit what was issued to it, with its own row. */
        IssuedWarningView: {
            approved?: components["schemas"]["OrderMark"] | null;
            cancelled?: components["schemas"]["OrderMark"] | null;
            content: components["schemas"]["WarningContent"];
            dispatches: components["schemas"]["DispatchView"][];
            drafted: components["schemas"]["OrderMark"];
            id: components["schemas"]["IssuedWarningId"];
            /** @description CAP identifier (GB/T 35965), once issued. */
            identifier?: string | null;
            issued?: components["schemas"]["OrderMark"] | null;
            rows: components["schemas"]["WarningRow"][];
            state: components["schemas"]["IssuedWarningState"];
            updated_by?: components["schemas"]["IssuedWarningId"] | null;
            updates?: components["schemas"]["IssuedWarningId"] | null;
            /** Format: int64 */
            version: number;
        };
        /** @description Jurisdiction, its GB/T 2260 code: `431024` is 嘉禾县. */
        JurisdictionId: string;
        /** @description 硬键. */
        KeyFactor: {
            /** @description The same in both, or another in each. */
            agrees: boolean;
            kind: components["schemas"]["KeyKind"];
            value: string;
            /**
             * Format: double
             * @description By how much of what was missing it raised the score, or which part of it it took away; 0 … 1.
             */
            weight: number;
        };
        /** @enum {string} */
        KeyKind: "phone" | "plate" | "device" | "unit" | "place" | "post" | "building" | "thing";
        /** @description How the picture area of a screen is laid out. */
        Layout: {
            /** @enum {string} */
            type: "single";
        } | {
            /** Format: int32 */
            cells: number;
            /** @enum {string} */
            type: "mosaic";
        };
        /**
         * @description What decides the picture of a main slot, strongest first. A conference may order them differently, with `default`
         *     last.
         * @enum {string}
         */
        Level: "pin" | "broadcast_rotation" | "broadcast" | "dialogue" | "roll_call" | "floor" | "chair_site" | "own_view" | "rotation" | "default";
        /** @description What crosses one line, measured over about a second. */
        LineLoad: {
            down: components["schemas"]["Load"];
            /** @description The node that hangs on the line. */
            node: components["schemas"]["ExtranetNodeId"];
            up: components["schemas"]["Load"];
        };
        /** @description kbit/s of IP packets. */
        Load: {
            /** Format: int32 */
            audio: number;
            /** Format: int32 */
            capacity: number;
            /** Format: int32 */
            lead: number;
            /**
             * Format: int32
             * @description Pictures that are smaller than asked for, or off, because of this line.
             */
            lowered: number;
            /** Format: int32 */
            other: number;
            /** Format: int32 */
            presentation: number;
        };
        Login: {
            account: string;
            password: string;
        };
        /**
         * @description A layer of the map that can be shown or hidden.
         * @enum {string}
         */
        MapLayer: "incidents" | "plots" | "resources" | "analyses" | "stations" | "warnings";
        MapLayerInfo: {
            /** Format: int64 */
            features: number;
            generated: boolean;
            name: string;
        };
        /** @description A map package on this node. */
        MapPackageId: string;
        MapPackageInfo: {
            active: boolean;
            bbox: components["schemas"]["Bbox"];
            /** Format: int64 */
            bytes: number;
            credits: string[];
            /** @description Positions or lines in it are generated: 示意数据. */
            generated: boolean;
            id: components["schemas"]["MapPackageId"];
            imported_at: components["schemas"]["Micros"];
            /** @description Names of layers and how many features each has. */
            layers: components["schemas"]["MapLayerInfo"][];
            name: string;
        };
        /** @description A site's pointer. */
        MapPointer: {
            /** @description 标绘中 */
            drawing: boolean;
            position?: components["schemas"]["Wgs84"] | null;
            site: components["schemas"]["SiteId"];
        };
        /** @description Who I am, given at login and at every live welcome. */
        Me: {
            account: string;
            id: components["schemas"]["UserId"];
            jurisdiction: components["schemas"]["JurisdictionId"];
            jurisdiction_name: string;
            mode: components["schemas"]["Mode"];
            must_change_password: boolean;
            name: string;
            role: components["schemas"]["Role"];
            unit: components["schemas"]["UnitId"];
            unit_name: string;
        };
        /** @description How media can reach the node besides its own addresses. */
        MediaWays: {
            /** @description Empty where the page did not come by the node's own HTTPS. */
            ice_servers: components["schemas"]["IceServer"][];
        };
        /** @description What surrounds a conference: its door, its time, who came, what is written on its screens. */
        MeetingView: {
            /** @description Let in, whether they have joined or not. */
            admitted: components["schemas"]["UserId"][];
            agenda: components["schemas"]["AgendaItem"][];
            /** @description Everybody who came, with their check-ins. */
            attendance: components["schemas"]["AttendanceView"][];
            /** @description Until their time is over or they are cleared; compare `until` with the node's time. */
            captions: components["schemas"]["CaptionView"][];
            /** @description A password is asked for. The password itself is in no view. */
            has_password: boolean;
            /** @description 应到: invited units, present or not. */
            invited: components["schemas"]["UnitId"][];
            locked_at?: components["schemas"]["Micros"] | null;
            planned_end?: components["schemas"]["Micros"] | null;
            /** @description In the order in which they came. */
            waiting: components["schemas"]["WaitingView"][];
            /** @description 等候室: who comes waits until chair, initiator or operator lets them in. */
            waiting_room: boolean;
        };
        /**
         * Format: int64
         * @description 会议消息.
         */
        MessageId: number;
        /** @description 会议消息; with a file it has no text. */
        MessageView: {
            at: components["schemas"]["Micros"];
            by: components["schemas"]["UserId"];
            conference: components["schemas"]["ConferenceId"];
            file?: components["schemas"]["SharedFile"] | null;
            id: components["schemas"]["MessageId"];
            /** @description Site and person, as they were then. */
            name: string;
            text: string;
        };
        /**
         * Format: int64
         * @description Microseconds since 1970-01-01T00:00:00Z.
         */
        Micros: number;
        /**
         * @description Every record's world. Modes never mix.
         * @enum {string}
         */
        Mode: "real" | "exercise" | "demo";
        MosaicCell: {
            content: components["schemas"]["CellContent"];
            /** @description More than one rotates. Empty: the cell stays dark. */
            sites: components["schemas"]["SiteId"][];
        };
        /**
         * Format: int64
         * @description 多画面 Mosaic of one conference.
         */
        MosaicId: number;
        /** @description A mosaic as it is set. */
        MosaicPlan: {
            /** Format: int32 */
            most: number;
            /** @enum {string} */
            type: "automatic";
        } | {
            cells: components["schemas"]["MosaicCell"][];
            /** @enum {string} */
            type: "by_hand";
        };
        MosaicView: {
            applied?: components["schemas"]["Audience"] | null;
            id: components["schemas"]["MosaicId"];
            name: string;
            plan: components["schemas"]["MosaicPlan"];
            /** @description Derived: who is in each cell now, for plans set by hand. */
            showing?: (components["schemas"]["SiteId"] | null)[];
        };
        /** @description Shown once, never stored in the clear. */
        NewSecret: {
            secret: string;
        };
        NewUser: {
            account: string;
            name: string;
            role: components["schemas"]["Role"];
            unit: components["schemas"]["UnitId"];
        };
        /**
         * @description What a site is told about itself.
         * @enum {string}
         */
        Notice: "prepare" | "called" | "holds_floor" | "in_dialogue" | "on_air";
        /** @description One reading. */
        Observation: {
            /**
             * Format: double
             * @description Water level, metres.
             */
            level_m?: number | null;
            observed_at: components["schemas"]["Micros"];
            /**
             * Format: double
             * @description Rain in the last hour, millimetres.
             */
            rain_mm?: number | null;
            station: components["schemas"]["StationId"];
        };
        /** @description Body of an observation. */
        ObservationBody: {
            /** Format: double */
            level?: number | null;
            /** @description RFC 3339 with offset. */
            observedAt: string;
            /** Format: double */
            rain?: number | null;
            station: string;
        };
        /** @description 全场控制: one at a time. The new one is installed, then the old one cancelled. */
        Operation: {
            /** @enum {string} */
            type: "free_discussion";
        } | {
            source: components["schemas"]["Source"];
            /** @enum {string} */
            type: "broadcast";
        } | {
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "roll_call";
        } | {
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "dialogue";
        } | {
            settings: components["schemas"]["VoiceSwitchSettings"];
            site?: components["schemas"]["SiteId"] | null;
            /** @enum {string} */
            type: "voice_switch";
        } | {
            site?: components["schemas"]["SiteId"] | null;
            /** @enum {string} */
            type: "rotation";
        } | {
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "floor";
        };
        /**
         * @description Which [`Operation`] it is, without what it carries.
         * @enum {string}
         */
        OperationKind: "free_discussion" | "broadcast" | "roll_call" | "dialogue" | "voice_switch" | "rotation" | "floor";
        /** @description One step of the order itself. */
        OrderAct: {
            at: components["schemas"]["Micros"];
            by: string;
            /** Format: int64 */
            seq: number;
            text?: string;
            what: components["schemas"]["OrderStep"];
        };
        /** @description 催办 Reminder or 督办 Supervision. */
        OrderChase: {
            at: components["schemas"]["Micros"];
            by: string;
            deadline?: components["schemas"]["Micros"] | null;
            /** Format: int64 */
            seq: number;
            text?: string;
            what: components["schemas"]["OrderDuty"];
        };
        /** @description What is written in an order. */
        OrderContent: {
            complete_by?: components["schemas"]["Micros"] | null;
            /**
             * Format: int64
             * @description The decision of the incident that it carries out: that line's log position.
             */
            decision?: number | null;
            recipients: components["schemas"]["OrderRecipient"][];
            /**
             * Format: int32
             * @description A reply every so many minutes until it is completed.
             */
            reply_every_minutes?: number | null;
            text?: string;
            /** @description What is to be done, one line. */
            title: string;
            urgency?: components["schemas"]["OrderUrgency"];
        };
        /** @description A derived deadline of one recipient. */
        OrderDue: {
            at: components["schemas"]["Micros"];
            since: components["schemas"]["Micros"];
            what: components["schemas"]["OrderDuty"];
        };
        /**
         * @description What a recipient must do next.
         * @enum {string}
         */
        OrderDuty: "acknowledge" | "reply" | "complete";
        /**
         * Format: int64
         * @description 指令 Order.
         */
        OrderId: number;
        /** @description Something a person did, with what they wrote. */
        OrderMark: {
            at: components["schemas"]["Micros"];
            /** @description Of a reply: which attachments of the order's incident belong to it. */
            attachments?: number[];
            by: string;
            /** Format: int64 */
            seq: number;
            text?: string;
        };
        /** @description To whom. */
        OrderRecipient: {
            id: components["schemas"]["UnitId"];
            /** @enum {string} */
            kind: "unit";
        } | {
            id: components["schemas"]["UnitGroup"];
            /** @enum {string} */
            kind: "group";
        };
        OrderRow: {
            acknowledged?: components["schemas"]["OrderMark"] | null;
            completed?: components["schemas"]["OrderMark"] | null;
            delivered_at?: components["schemas"]["Micros"] | null;
            due?: components["schemas"]["OrderDue"] | null;
            issued_at: components["schemas"]["Micros"];
            reminders: components["schemas"]["OrderChase"][];
            replies: components["schemas"]["OrderMark"][];
            returned?: components["schemas"]["OrderMark"] | null;
            /** @description 送达 proof: who saw it when, on which screen. */
            shown: components["schemas"]["OrderShown"][];
            state: components["schemas"]["RowState"];
            supervisions: components["schemas"]["OrderChase"][];
            unit: components["schemas"]["UnitId"];
        };
        OrderShown: {
            at: components["schemas"]["Micros"];
            name: string;
            /** @description As the page calls its screen. */
            screen: string;
            user: components["schemas"]["UserId"];
        };
        /**
         * @description 拟稿 → 审批 → 下达; from there on each recipient has a rail of its own.
         * @enum {string}
         */
        OrderState: "draft" | "submitted" | "approved" | "issued" | "withdrawn";
        /**
         * @description What can be done with an order before and beside its recipients' rails.
         * @enum {string}
         */
        OrderStep: "draft" | "edit" | "submit" | "send_back" | "approve" | "issue" | "issue_urgently" | "withdraw";
        /** @description A row of the rule table of times, minutes. */
        OrderTimes: {
            /**
             * Format: int32
             * @description 签收 within, after 下达.
             */
            acknowledge: number;
            /**
             * Format: int32
             * @description First 反馈 within, after 签收.
             */
            reply: number;
            /**
             * Format: int32
             * @description 督办 this long after a 催办 that was not heeded.
             */
            supervise: number;
        };
        /**
         * @description 紧急程度. With it goes a row of the rule table of times.
         * @enum {string}
         */
        OrderUrgency: "flash" | "urgent" | "routine";
        /** @description An order as one visibility class may see it. */
        OrderView: {
            /** @description Drafting, approval, issue, withdrawal (the county's). */
            acts: components["schemas"]["OrderAct"][];
            content: components["schemas"]["OrderContent"];
            drafted_at: components["schemas"]["Micros"];
            id: components["schemas"]["OrderId"];
            incident: components["schemas"]["IncidentId"];
            issued_at?: components["schemas"]["Micros"] | null;
            /** @description Approval is still to come. */
            needs_approval: boolean;
            /** @description `20260718-001` within the jurisdiction. */
            number: string;
            /** @description One per recipient, the county's all, a unit's own. */
            rows: components["schemas"]["OrderRow"][];
            state: components["schemas"]["OrderState"];
            times?: components["schemas"]["OrderTimes"] | null;
            /** @description Issued before approval: on what basis. */
            urgent_basis?: string | null;
            /** Format: int64 */
            version: number;
        };
        /** @description One screen for those who lead. */
        Overview: {
            at: components["schemas"]["Micros"];
            /** @description Open incidents by severity, gravest first. */
            by_severity: components["schemas"]["Count"][];
            /** @description Nearest first: what is late stands in front. */
            clocks: components["schemas"]["RunningClock"][];
            /** Format: int32 */
            clocks_beyond: number;
            /** @description Newest first. */
            decided: components["schemas"]["Decided"][];
            /** @description Open incidents, gravest first. */
            open: components["schemas"]["CountedIncident"][];
            /** Format: int32 */
            open_beyond: number;
        };
        /**
         * Format: int64
         * @description 电话记录 PhoneCall.
         */
        PhoneCallId: number;
        PhoneCallView: {
            facts: components["schemas"]["CallFacts"];
            id: components["schemas"]["PhoneCallId"];
            incident?: components["schemas"]["IncidentId"] | null;
            recorded_at: components["schemas"]["Micros"];
            /** @description Who wrote it down. */
            recorder: string;
            /** Format: int64 */
            version: number;
        };
        /** @description 锁定视频源: what the chair fixed for one site. */
        Pin: {
            source: components["schemas"]["Source"];
            viewer: components["schemas"]["SiteId"];
        };
        /** @description Where something is: words, and a position once known. */
        Place: {
            /**
             * Format: double
             * @description Radius of uncertainty, metres.
             */
            error_m?: number | null;
            given?: components["schemas"]["GivenPosition"] | null;
            position?: components["schemas"]["Wgs84"] | null;
            /** @description Words, as the caller said them. At most [`crate::bounds::PLACE_CHARS`]. */
            text: string;
            /** @description Town (GB/T 2260 nine-digit code) the position lies in or was said to be in. */
            town?: string | null;
        };
        /** @enum {string} */
        PlaceKind: "county" | "town" | "village";
        /** @description What is known of something that stands somewhere. */
        PlacedFacts: {
            /**
             * Format: int32
             * @description People of a team, pieces of a supply, places in a shelter, tons of a substance, people to be guarded.
             */
            amount: number;
            /** @description Withheld from whoever may not see it, with the telephone. */
            contact?: string;
            /** @description 人, 艘, 顶, 吨 … */
            measure?: string;
            name: string;
            note?: string;
            phone?: string;
            place: components["schemas"]["Place"];
            unit?: components["schemas"]["UnitId"] | null;
        };
        /** @description What is written in a plan. */
        PlanContent: {
            /** @description 2025 修订 */
            edition?: string;
            groups?: components["schemas"]["PlanGroup"][];
            /** @description 会商单位. */
            invitees?: components["schemas"]["UnitId"][];
            /** @description 嘉禾县防汛应急预案 */
            name: string;
            report?: components["schemas"]["ReportKind"] | null;
            /** @description 防汛: stands before the level on the flag. */
            short: string;
            tasks?: components["schemas"]["PlanTask"][];
            /** @description Each level at most once. */
            triggers: components["schemas"]["PlanTrigger"][];
            /** @description GB/T 35649 type codes that it serves. */
            type_codes: string[];
        };
        PlanGroup: {
            group: components["schemas"]["CommandGroup"];
            /** @description The first leads. */
            units: components["schemas"]["UnitId"][];
        };
        /** @description 预案 ContingencyPlan, a slug such as `flood`. */
        PlanId: string;
        /** @description 任务模板: of it an order is drafted when the plan is activated. */
        PlanTask: {
            /** @description Belongs to this level and every stronger one. */
            from: components["schemas"]["ResponseLevel"];
            /**
             * Format: int32
             * @description 办结 within, after activation.
             */
            minutes: number;
            owner: components["schemas"]["TaskOwner"];
            resource?: components["schemas"]["ResourceKind"] | null;
            text?: string;
            title: string;
        };
        /** @description On which condition which level is proposed. */
        PlanTrigger: {
            /** @description Text of a trigger expression, such as `水位(4310240003) ≥ 警戒+0.5 或 雨量(4310240012, 3小时) ≥ 80`. */
            expression: string;
            level: components["schemas"]["ResponseLevel"];
        };
        PlanView: {
            content: components["schemas"]["PlanContent"];
            id: components["schemas"]["PlanId"];
            /** Format: int64 */
            version: number;
        };
        /**
         * Format: int64
         * @description 标绘: one figure drawn on the map of an incident.
         */
        PlotId: number;
        /**
         * @description What the vertices mean.
         * @enum {string}
         */
        PlotShape: "point" | "line" | "arrow" | "polygon" | "text";
        /** @description A row of the catalogue of plotting symbols. */
        PlotSymbol: {
            /** @description GB/T 35649-2017 code, such as `F10100`. */
            code: string;
            /** @description Two to four characters for the map. */
            label: string;
            name: string;
            /** @description The only shape it is drawn in. */
            shape: components["schemas"]["PlotShape"];
        };
        /** @description A plot as it stands. An erased one is no entity; its id is never used again. */
        PlotView: {
            author: components["schemas"]["UserId"];
            /** @description Unit and name, as a timeline signs. */
            by: string;
            drawn_at: components["schemas"]["Micros"];
            id: components["schemas"]["PlotId"];
            incident: components["schemas"]["IncidentId"];
            label: string;
            revised_at: components["schemas"]["Micros"];
            shape: components["schemas"]["PlotShape"];
            /** @description Code of its symbol; a plain figure has none. */
            symbol?: string | null;
            /** @description Unit of the author when it was drawn. */
            unit: components["schemas"]["UnitId"];
            /**
             * Format: int64
             * @description Log position of the newest change; a revision names it.
             */
            version: number;
            /** @description At most [`crate::bounds::PLOT_VERTICES`]. */
            vertices: components["schemas"]["Wgs84"][];
        };
        /** @description What a plume is computed from. */
        PlumeInput: {
            /** @description Where release and wind are known from, and of when. */
            basis: string;
            /**
             * Format: double
             * @description Released steadily, kilograms a second.
             */
            rate_kg_s: number;
            source: components["schemas"]["Wgs84"];
            stability: components["schemas"]["Stability"];
            substance: components["schemas"]["Substance"];
            /**
             * Format: double
             * @description The wind swings so many degrees to either side.
             */
            swing_deg: number;
            /**
             * Format: double
             * @description Degrees clockwise from north that the wind comes from.
             */
            wind_from_deg: number;
            /**
             * Format: double
             * @description Metres a second at ten metres.
             */
            wind_m_s: number;
        };
        /** @description What the model says. */
        PlumeResult: {
            /** @description The worst first. */
            affected: components["schemas"]["AffectedPlace"][];
            /** @description Model and its version. */
            model: string;
            /** @description The sector that the swinging wind may reach; not closed. */
            swing: components["schemas"]["Wgs84"][];
            /** @description From the deadliest; a level that is passed nowhere is left out. */
            zones: components["schemas"]["PlumeZone"][];
        };
        /** @description Where the limit of one level is passed. */
        PlumeZone: {
            /**
             * Format: int32
             * @description AEGL: 3 致命, 2 伤害, 1 不适.
             */
            level: number;
            /** Format: double */
            ppm: number;
            /**
             * Format: double
             * @description Metres downwind to its end.
             */
            reach_m: number;
            /** @description Not closed. */
            ring: components["schemas"]["Wgs84"][];
        };
        PositionWarning: {
            message_en: string;
            message_zh: string;
            repaired?: components["schemas"]["GivenPosition"] | null;
            rule: string;
        };
        PostedInput: {
            id: components["schemas"]["InputId"];
            input: components["schemas"]["Input"];
        };
        /** @description Whether a site is called, here, or gone. */
        Presence: {
            since: components["schemas"]["Micros"];
            /** @enum {string} */
            type: "ringing";
        } | {
            at: components["schemas"]["Micros"];
            reason: string;
            /** @enum {string} */
            type: "declined";
        } | {
            since: components["schemas"]["Micros"];
            /** @enum {string} */
            type: "present";
        } | {
            since: components["schemas"]["Micros"];
            /** @enum {string} */
            type: "absent";
            why: components["schemas"]["AbsentWhy"];
        };
        /** @description One line of the file, as it was read. */
        PreviewRow: {
            change: components["schemas"]["RowChange"];
            /** @description Each names its column in `field`. */
            faults: components["schemas"]["Refusal"][];
            /**
             * Format: int32
             * @description In the file, from 1.
             */
            line: number;
            /**
             * Format: double
             * @description What was converted and by how far.
             */
            moved_m?: number | null;
            row?: components["schemas"]["RegisterRow"] | null;
        };
        /** @description 可能是同一起: one open incident, and why. */
        Proposal: {
            /** @description The types differ, but one thing may well be called both. */
            akin?: boolean;
            band: components["schemas"]["Band"];
            /**
             * Format: double
             * @description Where the band begins and ends.
             */
            band_from: number;
            /** Format: double */
            band_to: number;
            distance?: components["schemas"]["DistanceFactor"] | null;
            /** @description The one authority of its event. */
            incident: components["schemas"]["IncidentId"];
            /** @description Hard keys that agree or contradict. */
            keys: components["schemas"]["KeyFactor"][];
            /** @description Which of the incident's reports resembles most. */
            nearest: components["schemas"]["Correlated"];
            /**
             * Format: double
             * @description 0 … 1.
             */
            score: number;
            text: components["schemas"]["TextFactor"];
            time: components["schemas"]["TimeFactor"];
        };
        /** @description What of a site the media node receives at present (derived, not logged). */
        Publishing: {
            camera: boolean;
            microphone: boolean;
            presentation: boolean;
        };
        /** @description Figures of a gateway's receipts, the newest. */
        ReceiptCounts: {
            /** Format: int32 */
            delivered: number;
            /** Format: int32 */
            failed: number;
            /** Format: int32 */
            sent: number;
        };
        /** @description What became of a feed record. */
        RecordFate: {
            /** @enum {string} */
            type: "pending";
        } | {
            incident: components["schemas"]["IncidentId"];
            /** @enum {string} */
            type: "linked";
        } | {
            reason: string;
            /** @enum {string} */
            type: "dismissed";
        };
        /** @description One recorded stream, playable by `GET /api/recordings/{id}/tracks/{track}`. */
        RecordedTrack: {
            /**
             * Format: int64
             * @description Microseconds after the recording's start.
             */
            begins_us: number;
            /** Format: int64 */
            bytes: number;
            /** @description `video/VP8`, `video/H264`, `audio/opus`. */
            codec: string;
            /** Format: int64 */
            ends_us: number;
            gaps: components["schemas"]["Gap"][];
            /** Format: int64 */
            packets: number;
            site: components["schemas"]["SiteId"];
            site_name: string;
            stream: components["schemas"]["StreamKind"];
            /** Format: int32 */
            track: number;
        };
        /**
         * Format: int64
         * @description One recording of one conference, from start to stop.
         */
        RecordingId: number;
        /** @enum {string} */
        RecordingState: "recording" | "packaging" | "ready" | "failed";
        RecordingView: {
            conference: components["schemas"]["ConferenceId"];
            id: components["schemas"]["RecordingId"];
            incident?: components["schemas"]["IncidentId"] | null;
            /** @description SM3 over the hash chain of all segments, once sealed into the log. */
            seal?: string | null;
            started_at: components["schemas"]["Micros"];
            state: components["schemas"]["RecordingState"];
            stopped_at?: components["schemas"]["Micros"] | null;
            title: string;
            tracks: components["schemas"]["RecordedTrack"][];
            /** Format: int64 */
            version: number;
        };
        /** @description Why an input was not taken. Shown to the person who sent it; nothing was changed. */
        Refusal: {
            /** @description What would be accepted: values, a range, another input. Empty when nothing would be. */
            accepted?: string[];
            /** @description Path of the offending field in the input (`place.position.lat`), when one field is at fault. */
            field?: string | null;
            /** @description The same sentence, English. */
            message_en: string;
            /** @description One sentence for the user, Chinese. */
            message_zh: string;
            /** @description Stable rule id, listed in `docs/RULES.md`, such as `INC-3` or `BOUND`. */
            rule: string;
        };
        /** @description On which list a row of an import stands. */
        RegisterList: {
            kind: components["schemas"]["ResourceKind"];
            /** @enum {string} */
            list: "resource";
        } | {
            /** @enum {string} */
            list: "hazard";
        } | {
            /** @enum {string} */
            list: "protection_target";
        };
        /** @description What a file holds, before anything is imported (`POST /api/resources/preview`). */
        RegisterPreview: {
            /** Format: int32 */
            changed: number;
            /** @description `UTF-8`, `GBK` or `XLSX`. */
            encoding: string;
            /** Format: int32 */
            new: number;
            /** Format: int32 */
            refused: number;
            rows: components["schemas"]["PreviewRow"][];
            /** Format: int32 */
            same: number;
        };
        /** @description One row of an import, read and converted. */
        RegisterRow: {
            facts: components["schemas"]["PlacedFacts"];
            /** @description 编号: the same one again replaces. */
            id: string;
            list: components["schemas"]["RegisterList"];
        };
        /**
         * @description How one incident stands to another.
         * @enum {string}
         */
        Relation: "duplicate_of" | "caused_by" | "part_of";
        /** @description A relation as it stands at one of its two incidents. */
        RelationView: {
            at: components["schemas"]["Micros"];
            by: string;
            /** @description The other incident. */
            incident: components["schemas"]["IncidentId"];
            /** @description True when this incident is what the other one is a duplicate, an effect or a part of. */
            inverse: boolean;
            relation: components["schemas"]["Relation"];
        };
        Repeat: {
            /** @enum {string} */
            type: "once";
        } | {
            /** @enum {string} */
            type: "daily";
        } | {
            days: number[];
            /** @enum {string} */
            type: "weekly";
        } | {
            /** Format: int32 */
            day: number;
            /** @enum {string} */
            type: "monthly";
        };
        RepeatEnd: {
            at: components["schemas"]["Micros"];
            /** @enum {string} */
            type: "until";
        } | {
            /** Format: int32 */
            count: number;
            /** @enum {string} */
            type: "count";
        };
        /** @description Something told by telephone. */
        ReportCall: {
            at: components["schemas"]["Micros"];
            by: string;
            /** Format: int64 */
            seq: number;
            text?: string;
            /** @description Who was told. */
            to: string;
        };
        /**
         * @description The seven elements.
         * @enum {string}
         */
        ReportElement: "time" | "place" | "source" | "nature" | "loss" | "cause" | "measures";
        /** @description What each element says; empty when it is not known. */
        ReportElements: {
            cause: string;
            loss: string;
            measures: string;
            nature: string;
            place: string;
            source: string;
            time: string;
        };
        /**
         * Format: int64
         * @description 报告 Report.
         */
        ReportId: number;
        /** @enum {string} */
        ReportKind: "initial" | "follow_up" | "final";
        /** @description SM2 signature (GB/T 32918.2, identifier 1234567812345678) over the canonical text. */
        ReportSeal: {
            /** @description Uncompressed point, lower-case hex. */
            public_key: string;
            /** @description r ‖ s, lower-case hex. */
            signature: string;
        };
        /** @description 签发, and the seal that the node put under it. */
        ReportSignature: {
            at: components["schemas"]["Micros"];
            by: string;
            /** @description SM3 of the canonical text, lower-case hex. */
            digest: string;
            seal?: components["schemas"]["ReportSeal"] | null;
            /** Format: int64 */
            seq: number;
        };
        /** @description A record that a sentence of the draft comes from. */
        ReportSource: {
            at: components["schemas"]["Micros"];
            /**
             * Format: int64
             * @description Log position.
             */
            seq: number;
            text: string;
        };
        /** @enum {string} */
        ReportState: "draft" | "signed" | "confirmed";
        /** @description A report. The county's only. */
        ReportView: {
            confirmed?: components["schemas"]["ReportCall"] | null;
            drafted_at: components["schemas"]["Micros"];
            drafted_by: string;
            elements: components["schemas"]["ReportElements"];
            id: components["schemas"]["ReportId"];
            incident: components["schemas"]["IncidentId"];
            kind: components["schemas"]["ReportKind"];
            /** @description Elements that say nothing. */
            missing: components["schemas"]["ReportElement"][];
            /**
             * Format: int32
             * @description Of a follow-up: 1 is 续报一.
             */
            ordinal: number;
            signature?: components["schemas"]["ReportSignature"] | null;
            /** @description Records that the draft was made from. */
            sources: components["schemas"]["ReportSource"][];
            state: components["schemas"]["ReportState"];
            /** @description What is signed. */
            text: string;
            /** Format: int64 */
            version: number;
        };
        /** @description What an incident still owes its superior, and what was told by telephone (the county's only). */
        Reporting: {
            /** @description Every clock that runs, the nearest first. */
            clocks: components["schemas"]["Due"][];
            phoned?: components["schemas"]["ReportCall"] | null;
        };
        /**
         * @description Percent of a line's capacity that a service has before those that come before it. What it does not need is lent,
         *     except `data`, which media never touch.
         */
        Reserved: {
            /**
             * Format: int32
             * @description 话音
             * @default 0
             */
            audio: number;
            /**
             * Format: int32
             * @description 数据: whatever else crosses the line.
             * @default 0
             */
            data: number;
            /**
             * Format: int32
             * @description 主画面: what everybody is to see, and the chair site.
             * @default 0
             */
            lead: number;
            /**
             * Format: int32
             * @description 其他画面
             * @default 0
             */
            other: number;
            /**
             * Format: int32
             * @description 辅流
             * @default 0
             */
            presentation: number;
        };
        /**
         * @description Dispatched → arrived → returned.
         * @enum {string}
         */
        ResourceDispatchState: "dispatched" | "arrived" | "returned";
        /** @description 调用: so much of a resource for one incident. */
        ResourceDispatchView: {
            /** Format: int32 */
            amount: number;
            arrived?: components["schemas"]["OrderMark"] | null;
            dispatched: components["schemas"]["OrderMark"];
            id: components["schemas"]["DispatchId"];
            incident: components["schemas"]["IncidentId"];
            returned?: components["schemas"]["OrderMark"] | null;
            /**
             * Format: int32
             * @description Came back; of supplies the rest was used up.
             */
            returned_amount?: number;
            state: components["schemas"]["ResourceDispatchState"];
        };
        /** @description 资源 Resource, by its number on the county's list, such as `DW-001`. */
        ResourceId: string;
        /**
         * @description What kind of resource.
         * @enum {string}
         */
        ResourceKind: "team" | "vehicle" | "supply" | "shelter" | "expert" | "medical";
        ResourceView: {
            /** @description Under way or there, and the newest of those that returned. */
            dispatches?: components["schemas"]["ResourceDispatchView"][];
            facts: components["schemas"]["PlacedFacts"];
            /**
             * Format: int32
             * @description Not out with an incident.
             */
            free: number;
            id: components["schemas"]["ResourceId"];
            kind: components["schemas"]["ResourceKind"];
            /** @description Why it cannot be dispatched at all. */
            unavailable?: string | null;
            /** Format: int64 */
            version: number;
        };
        /**
         * @description 响应级别 一级 … 四级, strongest first. Never merged with severity or warning colour.
         * @enum {string}
         */
        ResponseLevel: "i" | "ii" | "iii" | "iv";
        /** @description 启动、调级、结束: one step of a response. */
        ResponseStep: {
            at: components["schemas"]["Micros"];
            basis: string;
            by: string;
            /** Format: int64 */
            seq: number;
            to?: components["schemas"]["ResponseLevel"] | null;
        };
        /** @description A task of the plan that was activated. */
        ResponseTask: {
            order?: components["schemas"]["OrderId"] | null;
            /** @description Which of the plan's tasks. */
            task: number;
        };
        /** @description 响应: the plan that was activated for an incident, as it was then. */
        ResponseView: {
            content: components["schemas"]["PlanContent"];
            level?: components["schemas"]["ResponseLevel"] | null;
            plan: components["schemas"]["PlanId"];
            /** @description Newest last. */
            steps: components["schemas"]["ResponseStep"][];
            /** @description The county's only. */
            tasks?: components["schemas"]["ResponseTask"][];
        };
        /** @description Where a client got to. Good for as long as the node keeps deltas and the client's authority is unchanged. */
        ResumeToken: {
            /** @description Visibility class the client's copy was made for. */
            class: string;
            /** Format: int64 */
            epoch: number;
            /** Format: int64 */
            seq: number;
        };
        /**
         * @description What a user may do. What they may do to whom is decided by role × unit.
         * @enum {string}
         */
        Role: "leader" | "duty_officer" | "department_officer" | "township_officer" | "field_officer" | "operator" | "administrator" | "wall";
        /** @description A step of a roll call. */
        RollCallStep: {
            sites: components["schemas"]["SiteId"][];
            /** @enum {string} */
            type: "start";
        } | {
            /** @enum {string} */
            type: "resume";
        } | {
            /** @enum {string} */
            type: "next";
        } | {
            /** @enum {string} */
            type: "previous";
        } | {
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "call";
        } | {
            sites: components["schemas"]["SiteId"][];
            /** @enum {string} */
            type: "list";
        };
        /** @description 点名单: stays when the roll call is interrupted, so that it can be taken up again. */
        RollCallView: {
            current?: components["schemas"]["SiteId"] | null;
            /** @description Called already. */
            heard: components["schemas"]["SiteId"][];
            list: components["schemas"]["SiteId"][];
            next?: components["schemas"]["SiteId"] | null;
            previous?: components["schemas"]["SiteId"] | null;
        };
        /**
         * @description 轮询: which.
         * @enum {string}
         */
        RotationKind: "chair" | "broadcast" | "mosaic";
        RotationStep: {
            /**
             * Format: int32
             * @description Seconds, 10–120; absent: 10.
             */
            dwell_s?: number | null;
            mosaic?: components["schemas"]["MosaicId"] | null;
            /** @description Empty: every site in the order of cells. Not used for mosaics, whose cells have lists. */
            sites?: components["schemas"]["SiteId"][];
            /** @enum {string} */
            type: "start";
        } | {
            /** @enum {string} */
            type: "pause";
        } | {
            /** @enum {string} */
            type: "resume";
        } | {
            /** @enum {string} */
            type: "skip";
        } | {
            /** @enum {string} */
            type: "stop";
        } | {
            /** Format: int32 */
            dwell_s: number;
            /** @enum {string} */
            type: "set_dwell";
        };
        RotationView: {
            current?: components["schemas"]["SiteId"] | null;
            /** Format: int32 */
            dwell_s: number;
            kind: components["schemas"]["RotationKind"];
            mosaic?: components["schemas"]["MosaicId"] | null;
            next_at?: components["schemas"]["Micros"] | null;
            paused: boolean;
            sites: components["schemas"]["SiteId"][];
        };
        /**
         * @description What an import would do to one row.
         * @enum {string}
         */
        RowChange: "new" | "changed" | "same" | "refused";
        /**
         * @description One recipient's rail: 下达 → 送达 → 签收 (执行) → 反馈 → 办结; aside 退回, 撤销.
         * @enum {string}
         */
        RowState: "issued" | "delivered" | "acknowledged" | "replied" | "completed" | "returned" | "withdrawn";
        /** @description A deadline that runs, or has passed. */
        RunningClock: {
            at: components["schemas"]["Micros"];
            incident: components["schemas"]["IncidentId"];
            kind: components["schemas"]["ClockKind"];
            since: components["schemas"]["Micros"];
            title: string;
            /** @description `acknowledge`, `reply`, `complete` of an order; of a report as in [`crate::incident::Due`]; `reply` of an instruction. */
            what: string;
            /** @description Who owes it. */
            who: string;
        };
        /** @description The operation in force. */
        RunningOperation: {
            operation: components["schemas"]["Operation"];
            paused_until?: components["schemas"]["Micros"] | null;
            /** @description Since when this target is on; a roll call counts each target anew (已讲). */
            started_at: components["schemas"]["Micros"];
        };
        /**
         * Format: int64
         * @description 预约: a conference that opens by itself at its time.
         */
        ScheduleId: number;
        /** @description 预约 */
        ScheduleView: {
            cancelled_at?: components["schemas"]["Micros"] | null;
            conference?: components["schemas"]["ConferenceId"] | null;
            created_by: components["schemas"]["UserId"];
            id: components["schemas"]["ScheduleId"];
            /**
             * Format: int32
             * @description Times that passed while the node stood still.
             */
            missed: number;
            next_at?: components["schemas"]["Micros"] | null;
            /** Format: int32 */
            opened: number;
            plan: components["schemas"]["ConferencePlan"];
            remind_at?: components["schemas"]["Micros"] | null;
            timing: components["schemas"]["Timing"];
            /** Format: int64 */
            version: number;
        };
        /** @description What is written over the picture: why this screen shows what it shows. */
        ScreenLabel: {
            level?: components["schemas"]["Level"];
            operation?: components["schemas"]["OperationKind"] | null;
            subject?: components["schemas"]["SiteId"] | null;
        };
        /**
         * @description One site's screen: sent to the people who hold it whenever it changes, and to be acknowledged by
         *     [`crate::live::ClientMessage::ScreenShown`] once it is drawn.
         */
        ScreenView: {
            /** @description The cells of a mosaic layout (empty for `single`). */
            cells?: components["schemas"]["SlotRow"][];
            conference: components["schemas"]["ConferenceId"];
            floor: components["schemas"]["FloorState"];
            /**
             * Format: int64
             * @description Of the ViewTable in which this screen last changed.
             */
            generation: number;
            label: components["schemas"]["ScreenLabel"];
            layout: components["schemas"]["Layout"];
            main?: components["schemas"]["SiteId"] | null;
            microphone_open: boolean;
            notice?: components["schemas"]["Notice"] | null;
            /**
             * Format: int32
             * @description The cell of the mosaic where the site stands itself: it draws its own picture there.
             */
            own_cell?: number | null;
            site: components["schemas"]["SiteId"];
            speaker_open: boolean;
        };
        /** @description How far the screens have come, for chair and operators. Ephemeral. */
        ScreensShown: {
            conference: components["schemas"]["ConferenceId"];
            /** Format: int64 */
            generation: number;
            /**
             * Format: int32
             * @description Sites that are present, of those that have a screen open here.
             */
            screens: number;
            /**
             * Format: int32
             * @description Of these, how many show what they were told last.
             */
            shown: number;
            /** @description Those that do not yet, at most 50. */
            waiting: components["schemas"]["SiteId"][];
            /**
             * Format: int32
             * @description Of `shown`, how many said so with the media frame that shows it.
             */
            with_frame: number;
        };
        /**
         * @description A signed document by itself: what `document.json` holds, and every printed PDF carries, so that whoever has the file
         *     can check it without the node.
         */
        SealedDocument: {
            content: components["schemas"]["DocumentContent"];
            /**
             * Format: int32
             * @description 份号 of the printed copy that carries this; not part of what is signed.
             */
            copy?: number | null;
            /**
             * Format: int32
             * @description 1.
             */
            fengsui_document: number;
            /** @description Number of the incident; empty: of none. */
            incident: string;
            jurisdiction: string;
            kind: components["schemas"]["DocumentKind"];
            mode: components["schemas"]["Mode"];
            number: string;
            /** @description The pictures of its figures by their SM3, in Base64: what is signed names them by it. */
            pictures?: {
                [key: string]: string;
            };
            seal: components["schemas"]["ReportSeal"];
            signed_at: components["schemas"]["Micros"];
            signed_by: string;
        };
        SearchAnswer: {
            /** @description The index is still being made: older things may be missing. */
            building: boolean;
            /** @description Only kinds that were found. */
            groups: components["schemas"]["SearchGroup"][];
            query: string;
        };
        SearchGroup: {
            hits: components["schemas"]["SearchHit"][];
            kind: components["schemas"]["SearchKind"];
            /** @description There are more than these. */
            more: boolean;
        };
        SearchHit: {
            at?: components["schemas"]["Micros"] | null;
            incident?: components["schemas"]["IncidentId"] | null;
            key: components["schemas"]["EntityKey"];
            /** @description Where it says so; empty when the title does. */
            snippet: components["schemas"]["SnippetPiece"][];
            /** @description What it is called, with what was found marked. */
            title: components["schemas"]["SnippetPiece"][];
        };
        /**
         * @description Groups of answers, in the order in which they are shown.
         * @enum {string}
         */
        SearchKind: "incident" | "feed_record" | "phone_call" | "order" | "report" | "instruction" | "document" | "warning" | "issued_warning" | "plan" | "register" | "message";
        /**
         * @description 密级. Known only to be refused: this system is not for state secrets.
         * @enum {string}
         */
        Secrecy: "secret" | "confidential" | "top_secret";
        ServerMessage: {
            me: components["schemas"]["Me"];
            now: components["schemas"]["Micros"];
            resume: components["schemas"]["ResumeToken"];
            /** @enum {string} */
            type: "welcome";
            version: string;
        } | {
            entities: components["schemas"]["EntityView"][];
            /** Format: int64 */
            seq: number;
            /** @enum {string} */
            type: "snapshot";
        } | {
            remove: components["schemas"]["EntityKey"][];
            /** Format: int64 */
            seq: number;
            /** @enum {string} */
            type: "delta";
            upsert: components["schemas"]["EntityView"][];
        } | {
            id: components["schemas"]["InputId"];
            made?: components["schemas"]["EntityKey"] | null;
            /** Format: int64 */
            seq: number;
            /** @enum {string} */
            type: "accepted";
        } | {
            id: components["schemas"]["InputId"];
            refusal: components["schemas"]["Refusal"];
            /** @enum {string} */
            type: "refused";
        } | {
            conference: components["schemas"]["ConferenceId"];
            loudest: components["schemas"]["Voice"][];
            /** @enum {string} */
            type: "voices";
        } | {
            change: components["schemas"]["SlotChange"];
            /** @enum {string} */
            type: "slot_changed";
        } | {
            layers: components["schemas"]["UnusedLayers"];
            /** @enum {string} */
            type: "layers_unused";
        } | {
            screen: components["schemas"]["ScreenView"];
            /** @enum {string} */
            type: "screen";
        } | {
            shown: components["schemas"]["ScreensShown"];
            /** @enum {string} */
            type: "screens_shown";
        } | {
            conference: components["schemas"]["ConferenceId"];
            map: components["schemas"]["SharedMapView"];
            /** @enum {string} */
            type: "shared_map";
        } | {
            silent: components["schemas"]["SilentDesk"][];
            /** @enum {string} */
            type: "desks";
        } | {
            now: components["schemas"]["Micros"];
            sent: components["schemas"]["Micros"];
            /** @enum {string} */
            type: "pong";
        } | {
            refusal: components["schemas"]["Refusal"];
            /** @enum {string} */
            type: "goodbye";
        };
        /**
         * Format: int64
         * @description One media transport (a publishing or a receiving one). Given out by the command node.
         */
        SessionId: number;
        /**
         * @description 事件级别 特别重大·重大·较大·一般. Never merged with warning colour or response level.
         * @enum {string}
         */
        Severity: "i" | "ii" | "iii" | "iv";
        /** @description A file given out in a conference; its bytes are fetched by the message's number. */
        SharedFile: {
            /** Format: int64 */
            bytes: number;
            /** @description Content type, found in the bytes themselves. */
            kind: string;
            name: string;
            /** @description SM3 of the bytes, lower-case hex: what stands in the log. */
            sm3: string;
        };
        /** @description What a page does with the shared map of a conference. */
        SharedMapAct: {
            /** @enum {string} */
            type: "open";
        } | {
            /** @enum {string} */
            type: "close";
        } | {
            drawing: boolean;
            position?: components["schemas"]["Wgs84"] | null;
            /** @enum {string} */
            type: "point";
        } | {
            /** @enum {string} */
            type: "take_lead";
            view: components["schemas"]["Viewpoint"];
        } | {
            /** @enum {string} */
            type: "release_lead";
        } | {
            /** @enum {string} */
            type: "lead";
            view: components["schemas"]["Viewpoint"];
        };
        /** @description What people of the conference are told. */
        SharedMapView: {
            leader?: components["schemas"]["SiteId"] | null;
            /** @description Pointers that moved since the last message. */
            pointers: components["schemas"]["MapPointer"][];
            view?: components["schemas"]["Viewpoint"] | null;
            /** @description Sites that have the map open. */
            watching: components["schemas"]["SiteId"][];
        };
        SilentDesk: {
            name: string;
            since: components["schemas"]["Micros"];
            unit_name: string;
            user: components["schemas"]["UserId"];
        };
        /**
         * Format: int64
         * @description 会场 Site: one participation in one conference. Never shared between conferences.
         */
        SiteId: number;
        /** @description A site on the roster. */
        SiteView: {
            call?: components["schemas"]["CallView"] | null;
            camera_on: boolean;
            devices: components["schemas"]["Devices"];
            id: components["schemas"]["SiteId"];
            /** @description Its own switch. */
            microphone_on: boolean;
            /** @description Closed by chair or operator. */
            muted_by_chair: boolean;
            /** @description Name written on the tile. */
            name: string;
            presence: components["schemas"]["Presence"];
            /** @description Media that the node really receives, by kind. */
            publishing: components["schemas"]["Publishing"];
            unit?: components["schemas"]["UnitId"] | null;
            user?: components["schemas"]["UserId"] | null;
        };
        /** @description The name belongs to the frame: from `rtp_timestamp` on, `slot` shows `source`. */
        SlotChange: {
            conference: components["schemas"]["ConferenceId"];
            /** Format: int64 */
            generation: number;
            /** @description `mid` of the media line in the receiving session's SDP. */
            mid: string;
            /** @description The receiver's path is too narrow for this picture: nothing is sent until it carries more. */
            paused?: boolean;
            /** Format: int32 */
            rtp_timestamp?: number | null;
            /** @description The receiving session whose slot changed. */
            session: components["schemas"]["SessionId"];
            /** @description Paused because a line that other sites share has no room for it. */
            shared_line?: boolean;
            slot: components["schemas"]["SlotName"];
            source?: components["schemas"]["SiteId"] | null;
            stream?: components["schemas"]["StreamKind"] | null;
        };
        /** @description A receive slot, negotiated once. Video lines of a WHEP offer are, in order: main, presentation, cell 0, cell 1 … */
        SlotName: {
            /** @enum {string} */
            type: "main";
        } | {
            /** @enum {string} */
            type: "presentation";
        } | {
            /** Format: int32 */
            index: number;
            /** @enum {string} */
            type: "cell";
        } | {
            /** Format: int32 */
            index: number;
            /** @enum {string} */
            type: "voice";
        };
        SlotRow: {
            slot: components["schemas"]["SlotName"];
            source: components["schemas"]["SiteId"];
            stream: components["schemas"]["StreamKind"];
        };
        /** @description A piece of a snippet. */
        SnippetPiece: {
            /** @description It is what was searched for. */
            hit: boolean;
            text: string;
        };
        /** @description What can be shown in a main slot. */
        Source: {
            site: components["schemas"]["SiteId"];
            /** @enum {string} */
            type: "site";
        } | {
            mosaic: components["schemas"]["MosaicId"];
            /** @enum {string} */
            type: "mosaic";
        };
        /** @description A department's feed, a slug such as `fire-119`. */
        SourceId: string;
        /**
         * @description 大气稳定度 after Pasquill: A very unstable … D neutral … F stable.
         * @enum {string}
         */
        Stability: "A" | "B" | "C" | "D" | "E" | "F";
        /** @description A gauge, as its department names it, such as `4310240003`. */
        StationId: string;
        /** @description A gauge on the map, with its newest reading. */
        StationView: {
            id: components["schemas"]["StationId"];
            latest?: components["schemas"]["Observation"] | null;
            name: string;
            /** @description The newest reading is past a threshold. */
            over: boolean;
            position: components["schemas"]["Wgs84"];
            source: components["schemas"]["SourceId"];
            thresholds: components["schemas"]["Thresholds"];
            /** Format: int64 */
            version: number;
        };
        /** @description Counts of one selection. */
        Statistics: {
            /**
             * Format: int32
             * @description Older ones that were left out of the list; they are counted.
             */
            beyond: number;
            /** @description Every day of the period. */
            by_day: components["schemas"]["Count"][];
            by_severity: components["schemas"]["Count"][];
            by_town: components["schemas"]["Count"][];
            by_type: components["schemas"]["Count"][];
            by_unit: components["schemas"]["Count"][];
            /** @description Weeks by their Monday. */
            by_week: components["schemas"]["Count"][];
            /** Format: int32 */
            dead: number;
            from: components["schemas"]["Micros"];
            /** @description Newest first. */
            incidents: components["schemas"]["CountedIncident"][];
            /** Format: int32 */
            moved: number;
            /** Format: int32 */
            open: number;
            /** Format: int32 */
            seriously_hurt: number;
            to: components["schemas"]["Micros"];
            /** Format: int32 */
            total: number;
        };
        /**
         * @description Which stream of a site.
         * @enum {string}
         */
        StreamKind: "microphone" | "camera" | "presentation";
        /**
         * @description Toxic gases that are modelled, with their exposure limits in the table of `fengsui_gis_core::plume`.
         * @enum {string}
         */
        Substance: "chlorine" | "ammonia" | "hydrogen_sulfide" | "sulfur_dioxide" | "hydrogen_chloride" | "hydrogen_fluoride" | "hydrogen_cyanide" | "phosgene" | "carbon_monoxide";
        SuggestedSeverity: {
            /** @description The article, and the figure that met it. */
            basis: string;
            severity: components["schemas"]["Severity"];
        };
        /** @description 防护目标 ProtectionTarget, by its number. */
        TargetId: string;
        TargetView: {
            facts: components["schemas"]["PlacedFacts"];
            id: components["schemas"]["TargetId"];
            /** Format: int64 */
            version: number;
        };
        /** @description Who does a task. */
        TaskOwner: {
            id: components["schemas"]["UnitId"];
            /** @enum {string} */
            kind: "unit";
        } | {
            id: components["schemas"]["CommandGroup"];
            /** @enum {string} */
            kind: "group";
        };
        /**
         * Format: int64
         * @description 会议模板.
         */
        TemplateId: number;
        /** @description 会议模板 */
        TemplateView: {
            id: components["schemas"]["TemplateId"];
            name: string;
            plan: components["schemas"]["ConferencePlan"];
            /** Format: int64 */
            version: number;
        };
        /** @description How much of what is said is said in both, rare words counting more. */
        TextFactor: {
            /** Format: double */
            value: number;
            /** @description The rarest words of both, at most four. */
            words: string[];
        };
        /** @description Why a station proposes an incident. */
        ThresholdCrossing: {
            quantity: string;
            station: components["schemas"]["StationId"];
            /** Format: double */
            threshold: number;
            /** Format: double */
            value: number;
        };
        /** @description Thresholds past which an observation proposes an incident. Absent means "never". */
        Thresholds: {
            /**
             * Format: double
             * @description 警戒水位, metres.
             */
            level_m?: number | null;
            /**
             * Format: double
             * @description Rain in one hour, millimetres.
             */
            rain_mm?: number | null;
        };
        /** @description exp(−Δt/σ). */
        TimeFactor: {
            /** Format: double */
            minutes: number;
            /** Format: double */
            sigma_min: number;
            /** Format: double */
            value: number;
        };
        /** @description One line of the incident's timeline. */
        TimelineEntry: {
            actor: string;
            at: components["schemas"]["Micros"];
            kind: components["schemas"]["TimelineKind"];
            /**
             * Format: int64
             * @description Log position.
             */
            seq: number;
            text: string;
            unit?: components["schemas"]["UnitId"] | null;
        };
        /** @enum {string} */
        TimelineKind: "logged" | "classified" | "located" | "updated" | "note" | "call" | "transition" | "linked" | "unlinked" | "conference" | "recording" | "order" | "reminder" | "supervision" | "plot" | "decision" | "report" | "instruction" | "attachment" | "analysis" | "document" | "response" | "resource";
        /** @description When a scheduled conference takes place, in Beijing time. */
        Timing: {
            end?: components["schemas"]["RepeatEnd"] | null;
            /**
             * Format: int32
             * @description 0: no reminder.
             */
            remind_minutes: number;
            repeat: components["schemas"]["Repeat"];
            starts_at: components["schemas"]["Micros"];
        };
        /** @description One condition of a trigger, with what was found. */
        TriggerFactor: {
            at?: components["schemas"]["Micros"] | null;
            en: string;
            /** @description `None`: nothing is known of it, so it neither holds nor fails. */
            holds?: boolean | null;
            /** @description 车头水文站水位 162.84 米，警戒 162.22 米，超 0.62 米（≥ 0.5） */
            zh: string;
        };
        /** @description What a trigger expression means. */
        TriggerMeaning: {
            /** @description As it will be kept. */
            expression: string;
            factors: components["schemas"]["TriggerFactor"][];
            /** @description `None`: not to be known from what is known now. */
            holds?: boolean | null;
        };
        TypeCode: {
            code: string;
            /** @description 拼音首字. */
            initials: string;
            /** @description Two to four characters for the map symbol. */
            label: string;
            name: string;
        };
        /**
         * @description Units that are named together; who belongs to a group is read when the order is issued.
         * @enum {string}
         */
        UnitGroup: "townships" | "departments";
        /** @description 单位组: a named group of units that is called together, a slug such as `flood`. */
        UnitGroupId: string;
        /** @description 单位组: units that are called together. */
        UnitGroupView: {
            id: components["schemas"]["UnitGroupId"];
            name: string;
            /** @description In the order in which the administrator named them. */
            units: components["schemas"]["UnitId"][];
            /** Format: int64 */
            version: number;
        };
        /** @description 单位: a department, town or the command centre; a short slug such as `fire` or `town-431024100`. */
        UnitId: string;
        /**
         * @description Kind of a unit; the six departments have their character on symbols.
         * @enum {string}
         */
        UnitKind: "centre" | "public_security" | "civil_air_defence" | "fire" | "weather" | "water" | "work_safety" | "township" | "other";
        UnitView: {
            /** @description GB/T 2260 code for a township. */
            code?: string | null;
            disabled: boolean;
            id: components["schemas"]["UnitId"];
            kind: components["schemas"]["UnitKind"];
            name: string;
            phone?: string | null;
            /** Format: int64 */
            version: number;
        };
        /** @description What of one stream of a publishing session nobody takes, receivers and recorder included. */
        UnusedLayers: {
            conference: components["schemas"]["ConferenceId"];
            /** @description Simulcast layers to leave out (RFC 8852). */
            rids: string[];
            /** @description Publishing session: ETag of its WHIP answer. */
            session: components["schemas"]["SessionId"];
            /**
             * Format: int32
             * @description Of a stream with sizes inside (VP9, AV1): so many are to be sent, the smallest first; none: all.
             */
            sizes?: number | null;
            stream: components["schemas"]["StreamKind"];
        };
        /**
         * Format: int64
         * @description A person's account.
         */
        UserId: number;
        /** @description A user as an administrator sees them. */
        UserView: {
            /** @description What is typed at login. */
            account: string;
            disabled: boolean;
            id: components["schemas"]["UserId"];
            last_login?: components["schemas"]["Micros"] | null;
            must_change_password: boolean;
            name: string;
            role: components["schemas"]["Role"];
            unit: components["schemas"]["UnitId"];
            /** Format: int64 */
            version: number;
        };
        /** @description Where a map looks, and what it shows. */
        Viewpoint: {
            centre: components["schemas"]["Wgs84"];
            /** @description Layers that are on; at most each one once. */
            layers: components["schemas"]["MapLayer"][];
            /**
             * Format: double
             * @description Web map zoom, 0 … 24.
             */
            zoom: number;
        };
        Voice: {
            /**
             * Format: int32
             * @description RFC 6464: 0 is the loudest, 127 silence.
             */
            level: number;
            site: components["schemas"]["SiteId"];
        };
        /** @description 声控切换 settings. */
        VoiceSwitchSettings: {
            /**
             * Format: int32
             * @description Seconds a source stays at least, 1–30. Default 3.
             */
            hold_s: number;
            /**
             * Format: int32
             * @description 1 only a loud voice switches … 10 a whisper does. Default 5.
             */
            sensitivity: number;
        };
        /**
         * Format: int64
         * @description 举手表决.
         */
        VoteId: number;
        /** @description 举手表决 */
        VoteView: {
            /** Format: int32 */
            abstain: number;
            /** @description Hands are seen: who voted what. */
            cast: components["schemas"]["CastView"][];
            closed_at?: components["schemas"]["Micros"] | null;
            conference: components["schemas"]["ConferenceId"];
            id: components["schemas"]["VoteId"];
            /** Format: int32 */
            no: number;
            opened_at: components["schemas"]["Micros"];
            /**
             * Format: int32
             * @description Sites that were here when it was closed.
             */
            present?: number | null;
            question: string;
            /** Format: int32 */
            yes: number;
        };
        /** @description Somebody before the door. */
        WaitingView: {
            name: string;
            since: components["schemas"]["Micros"];
            unit: components["schemas"]["UnitId"];
            unit_name: string;
            user: components["schemas"]["UserId"];
        };
        /** @description 大屏: a screen of the command centre, a slug such as `hall`. */
        WallId: string;
        /**
         * @description How the conference's pictures are laid out.
         * @enum {string}
         */
        WallLayout: "main" | "mosaic" | "single";
        /** @description Where the wall's map looks. */
        WallMap: {
            /** @enum {string} */
            type: "county";
        } | {
            /** @enum {string} */
            type: "incident";
        } | {
            /** @enum {string} */
            type: "leader";
        } | {
            /** @enum {string} */
            type: "fixed";
            view: components["schemas"]["Viewpoint"];
        };
        /**
         * @description A part of the wall's picture, from left to right.
         * @enum {string}
         */
        WallPane: "figures" | "incident" | "map" | "conference";
        /** @description An arrangement of a wall by name, a slug such as `flood`. */
        WallPresetId: string;
        /** @description 预案画面: an arrangement by name, without the night's conference and incident. */
        WallPresetView: {
            id: components["schemas"]["WallPresetId"];
            layout: components["schemas"]["WallLayout"];
            map: components["schemas"]["WallMap"];
            name: string;
            panes: components["schemas"]["WallPane"][];
            /** Format: int64 */
            version: number;
        };
        /** @description Desired state of a wall. */
        WallScene: {
            conference?: components["schemas"]["ConferenceId"] | null;
            incident?: components["schemas"]["IncidentId"] | null;
            layout?: components["schemas"]["WallLayout"];
            map?: components["schemas"]["WallMap"];
            /** @description At least one, each at most once. */
            panes: components["schemas"]["WallPane"][];
        };
        WallView: {
            arranged_at: components["schemas"]["Micros"];
            /** @description Unit and name of who arranged it; empty before anybody did. */
            by: string;
            id: components["schemas"]["WallId"];
            name: string;
            preset?: components["schemas"]["WallPresetId"] | null;
            scene: components["schemas"]["WallScene"];
            /** Format: int64 */
            version: number;
        };
        /** @description CAP `area`. */
        WarningArea: {
            /** @description Centre and radius, kilometres. */
            circles: components["schemas"]["WarningCircle"][];
            description: string;
            geocodes: string[];
            /** @description Outer rings, WGS84. */
            polygons: components["schemas"]["Wgs84"][][];
        };
        WarningCircle: {
            centre: components["schemas"]["Wgs84"];
            /** Format: double */
            radius_km: number;
        };
        /**
         * @description 预警级别 红橙黄蓝.
         * @enum {string}
         */
        WarningColour: "red" | "orange" | "yellow" | "blue";
        /** @description What is said, for where, until when, and to whom. */
        WarningContent: {
            /** @description One ring drawn on the map; not closed, WGS84. */
            area?: components["schemas"]["Wgs84"][];
            colour: components["schemas"]["WarningColour"];
            /** @description GB/T 35965 event code, such as `11B03`. */
            event_code: string;
            expires_at: components["schemas"]["Micros"];
            gateways?: components["schemas"]["GatewayId"][];
            headline: string;
            /** @description 防御指引 */
            instruction?: string;
            /** @description 正文 */
            text: string;
            /** @description Nine-digit codes of towns. */
            towns?: string[];
            units?: components["schemas"]["OrderRecipient"][];
        };
        /** @description A warning as received. */
        WarningFacts: {
            areas: components["schemas"]["WarningArea"][];
            colour?: components["schemas"]["WarningColour"] | null;
            /** @description Colour code and headline disagree: what each said. */
            colour_conflict?: string | null;
            description: string;
            event: string;
            expires_at?: components["schemas"]["Micros"] | null;
            headline: string;
            /** @description CAP identifier. */
            identifier: string;
            instruction: string;
            /** @description `Alert`, `Update`, `Cancel`. */
            message_type: string;
            /** @description Identifiers that this one updates or cancels. */
            references: string[];
            sender: string;
            sent_at: components["schemas"]["Micros"];
            /** @description CAP `status`: only `Actual` reaches a real screen as real. */
            status: string;
        };
        /**
         * Format: int64
         * @description 预警 Warning received by CAP.
         */
        WarningId: number;
        /** @description One unit whose screens show it. */
        WarningRow: {
            acknowledged?: components["schemas"]["OrderMark"] | null;
            shown: components["schemas"]["OrderShown"][];
            unit: components["schemas"]["UnitId"];
        };
        WarningView: {
            facts: components["schemas"]["WarningFacts"];
            id: components["schemas"]["WarningId"];
            received_at: components["schemas"]["Micros"];
            source: components["schemas"]["SourceId"];
            /** @description Cancelled or replaced by a later one. */
            superseded: boolean;
            /** Format: int64 */
            version: number;
        };
        /** @description WGS84/CGCS2000 degrees. */
        Wgs84: {
            /**
             * Format: double
             * @description Degrees north, −90 … 90.
             */
            lat: number;
            /**
             * Format: double
             * @description Degrees east, −180 … 180.
             */
            lon: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
