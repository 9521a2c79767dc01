#pragma once
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

/// A private key on a named curve, from the uncompressed public point and the secret number; NULL when they are not valid.
static inline EVP_PKEY *ccrypto_ec_key(
    const char *curve, const unsigned char *point, size_t point_length, const unsigned char *secret, size_t secret_length) {
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    BIGNUM *number = BN_secure_new();
    if (context != NULL && builder != NULL && number != NULL && BN_bin2bn(secret, (int)secret_length, number) != NULL
        && OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, curve, 0)
        && OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, point_length)
        && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, number)
        && (parameters = OSSL_PARAM_BLD_to_param(builder)) != NULL && EVP_PKEY_fromdata_init(context) == 1
        && EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, parameters) != 1) {
        key = NULL;
    }
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    BN_clear_free(number);
    EVP_PKEY_CTX_free(context);
    return key;
}

static int ccrypto_no_passphrase(char *buffer, int size, int is_writing, void *context) {
    (void)buffer;
    (void)size;
    (void)is_writing;
    *(int *)context = 1;
    return -1;
}

/// The private key of a PEM text; NULL when there is none, with *is_encrypted set when it wants a passphrase.
static inline EVP_PKEY *ccrypto_read_pem(const void *text, size_t length, int *is_encrypted) {
    BIO *source = BIO_new_mem_buf(text, (int)length);
    if (source == NULL) return NULL;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(source, NULL, ccrypto_no_passphrase, is_encrypted);
    BIO_free(source);
    return key;
}
